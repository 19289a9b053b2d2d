// npm run bench -- [NAME...] [--quick] [--case PATH]... [--against FILE] [--keep]
// Measures deadwait beside what people use today, prints one table, and writes bench/results.md when all was measured.
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
import { renderGrowth, renderRows, renderTable } from './report/table.ts';
import type { Measured, Work } from './work.ts';
import { works } from './works/index.ts';

const RESULTS = fileURLToPath(new URL('results.md', import.meta.url));
const RATIOS = fileURLToPath(new URL('ratios.json', import.meta.url));
const BUILD = fileURLToPath(new URL('../scripts/build.js', import.meta.url));

await main();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      case: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      guard: { type: 'boolean', default: false },
      folder: { type: 'string' },
    },
  });
  const chosen = choose(positionals);
  spawnSync(process.execPath, [BUILD], { stdio: 'inherit' });
  const missing = installPrograms(chosen, says);
  const machine = describeMachine();
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'deadwait-bench-'));
  try {
    const context = { folder, cases: values.case, quick: values.quick || values.guard, says };
    const measured = await measureAll(chosen, missing, context);
    const { rows, growth = [], tables = [], leftOut = [] } = measured;
    process.stdout.write(
      `${[renderRows(rows), ...growth.map(renderGrowth), ...tables.map(renderTable), ...leftOut].join('\n\n')}\n`,
    );
    if (values.guard) compareRatios(readRatios(RATIOS), rows, says);
    else if (values.quick) writeRatios(RATIOS, rows);
    else if (positionals.length === 0) writeFileSync(RESULTS, renderResults(measured, machine));
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function choose(names: readonly string[]): readonly Work[] {
  const unknown = names.filter((name) => !works.some((work) => work.name === name));
  if (unknown.length > 0) {
    const known = works.map(({ name, says }) => `  ${name.padEnd(16)}${says}`).join('\n');
    process.stderr.write(`There is no work named ${unknown.join(', ')}. There are:\n${known}\n`);
    process.exit(2);
  }
  return names.length === 0 ? works : works.filter(({ name }) => names.includes(name));
}

async function measureAll(
  chosen: readonly Work[],
  missing: readonly string[],
  context: Parameters<Work['measure']>[0],
): Promise<Measured> {
  const all: Measured[] = [];
  for (const work of chosen) {
    const lacks = [...work.programs.keys(), '/usr/bin/time'].filter((program) => missing.includes(program));
    if (lacks.length > 0) {
      all.push({ rows: [], leftOut: [`${work.name}: ${lacks.join(', ')} is missing`] });
      continue;
    }
    says(`${work.name}: ${work.says}`);
    all.push(await work.measure(context));
  }
  return {
    rows: all.flatMap(({ rows }) => rows),
    growth: all.flatMap(({ growth = [] }) => growth),
    tables: all.flatMap(({ tables = [] }) => tables),
    leftOut: all.flatMap(({ leftOut = [] }) => leftOut),
  };
}

function says(line: string): void {
  process.stderr.write(`${line}\n`);
}
