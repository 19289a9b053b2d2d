// Measures deadwait beside what people use today, prints tables, and writes bench/results.md and what it is made of. Inputs
// are made in a temporary folder, or kept in DIR. `--quick`: small inputs, whose ratios are written to bench/ratios.json;
// `--guard`: the same, compared with those ratios, and a warning where one is far worse.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareRatios, readRatios, writeRatios } from './guard.ts';
import { installPrograms } from './programs.ts';
import { describeMachine } from './report/machine.ts';
import { renderResults } from './report/markdown.ts';
import { readResults, storeResults } from './report/stored.ts';
import { renderGrowth, renderRows, renderTable } from './report/table.ts';
import type { BenchContext, Measured, Row, Work } from './work.ts';
import { works } from './works/index.ts';

const RESULTS = fileURLToPath(new URL('results', import.meta.url));
const RATIOS = fileURLToPath(new URL('ratios.json', import.meta.url));
const USAGE = 'npm run bench -- [NAME...] [--case PATH]... [--folder DIR] [--quick | --guard]';
const BUILD = fileURLToPath(new URL('../scripts/build.js', import.meta.url));

await main();

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(`${USAGE}\n${listWorks()}\n`);
    return;
  }
  const chosen = choose(positionals);
  const built = spawnSync(process.execPath, [BUILD], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('what would be measured could not be built');
  const missing = installPrograms(chosen, says);
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'deadwait-bench-'));
  const quick = values.quick || values.guard;
  const rows: Row[] = [];
  try {
    for (const work of chosen) {
      const machine = describeMachine();
      const measured = await measure(work, missing, { folder, cases: values.case, quick, says });
      rows.push(...measured.rows);
      process.stdout.write(`${show(measured)}\n\n`);
      if (!quick) storeResults(RESULTS, { name: work.name, machine, measured });
    }
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
  if (values.guard) compareRatios(readRatios(RATIOS), rows, says);
  else if (quick) writeRatios(RATIOS, rows);
  else {
    const stored = readResults(
      RESULTS,
      works.map(({ name }) => name),
    );
    writeFileSync(`${RESULTS}.md`, renderResults(stored));
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        case: { type: 'string', multiple: true, default: [] },
        quick: { type: 'boolean', default: false },
        guard: { type: 'boolean', default: false },
        folder: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

async function measure(work: Work, missing: readonly string[], context: BenchContext): Promise<Measured> {
  const lacks = [...work.programs.keys(), '/usr/bin/time'].filter((program) => missing.includes(program));
  if (lacks.length > 0) return { rows: [], leftOut: [`${work.name}: ${lacks.join(', ')} is missing`] };
  says(`${work.name}: ${work.says}`);
  const measured = await work.measure(context);
  // What is to be reached is meant for inputs of full size.
  return context.quick ? { ...measured, rows: measured.rows.map(({ target: _, ...row }) => row) } : measured;
}

function show({ rows, growth = [], tables = [], leftOut = [] }: Measured): string {
  const parts = [...growth.map(renderGrowth), ...tables.map(renderTable), ...leftOut];
  return [...(rows.length === 0 ? [] : [renderRows(rows)]), ...parts].join('\n\n');
}

function choose(names: readonly string[]): readonly Work[] {
  const unknown = names.filter((name) => !works.some((work) => work.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no work named ${unknown.join(', ')}. There are:\n${listWorks()}\n`);
    process.exit(2);
  }
  return names.length === 0 ? works : works.filter(({ name }) => names.includes(name));
}

function listWorks(): string {
  return works.map(({ name, says }) => `  ${name.padEnd(16)}${says}`).join('\n');
}

function says(line: string): void {
  process.stderr.write(`${line}\n`);
}
