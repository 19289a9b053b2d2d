import { formatBytes } from '../../src/wording/figures.ts';
import type { Growth, Table } from '../work.ts';
import { cellsOf, describeGrowth, showSeconds, TITLES } from './figures.ts';
import type { Stored } from './stored.ts';

/** The content of results.md. */
export function renderResults(results: readonly Stored[]): string {
  const rows = results.flatMap(({ measured }) => measured.rows);
  const growth = results.flatMap(({ measured }) => measured.growth ?? []);
  const tables = results.flatMap(({ measured }) => measured.tables ?? []);
  const leftOut = results.flatMap(({ measured }) => measured.leftOut ?? []);
  const parts = [
    '# Measured',
    'Written by `npm run bench`. Ours and theirs ran in turn in one run, each as a whole process unless it says otherwise. Times are those of the fastest run, with the median of all where it differs; a ratio is theirs divided by ours; peak memory is ours / theirs. The load is what others did on the machine when a work began.',
    tableOf(TITLES, rows.map(cellsOf)),
    '## Growth',
    ...growth.map(growthOf),
    ...tables.map(({ title, head, rows }: Table) => `## ${title}\n\n${tableOf(head, rows)}`),
    ...(leftOut.length === 0 ? [] : ['## Left out', leftOut.map((each) => `- ${each}`).join('\n')]),
    '## Where and when',
    tableOf(['work', ...(results[0]?.machine.map(([name]) => name) ?? [])], results.map(placeOf)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function growthOf({ work, unit, points, ...rest }: Growth): string {
  const memory = points.map(({ peakBytes }) => (peakBytes === undefined ? '' : formatBytes(peakBytes)));
  const head = [unit, ...points.map(({ size }) => String(Number(size.toPrecision(3))))];
  const rows = [
    ['time', ...points.map(({ seconds }) => showSeconds(seconds))],
    ['peak memory', ...memory],
  ];
  return `${work}: ${describeGrowth({ work, unit, points, ...rest })}.\n\n${tableOf(head, rows)}`;
}

function placeOf({ name, machine }: Stored): string[] {
  return [name, ...machine.map(([, value]) => value)];
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
