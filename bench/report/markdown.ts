import { formatBytes } from '../../src/wording/figures.ts';
import type { Growth, Measured, Table } from '../work.ts';
import { cellsOf, describeGrowth, showSeconds, TITLES } from './figures.ts';
import type { Machine } from './machine.ts';

/** The content of results.md. */
export function renderResults(measured: Measured, machine: Machine): string {
  const { rows, growth = [], tables = [], leftOut = [] } = measured;
  const table = [row(TITLES), row(TITLES.map(() => '---')), ...rows.map((each) => row(cellsOf(each)))];
  return [
    '# Measured',
    machine.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    'Times are those of the fastest run, with the median where it differs; ratios are theirs divided by ours. Peak memory: ours / theirs.',
    table.join('\n'),
    '## Growth',
    ...growth.map(growthOf),
    ...tables.map(tableOf),
    ...(leftOut.length === 0 ? [] : ['## Left out', leftOut.map((each) => `- ${each}`).join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

function tableOf({ title, head, rows }: Table): string {
  return [`## ${title}\n`, row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function growthOf(growth: Growth): string {
  const { work, unit, points } = growth;
  const head = row([unit, ...points.map(({ size }) => String(Number(size.toPrecision(3))))]);
  const memory = points.map(({ peakBytes }) => (peakBytes === undefined ? '' : formatBytes(peakBytes)));
  return [
    `${work}: ${describeGrowth(growth)}.\n`,
    head,
    row(['---', ...points.map(() => '---')]),
    row(['time', ...points.map(({ seconds }) => showSeconds(seconds))]),
    row(['peak memory', ...memory]),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
