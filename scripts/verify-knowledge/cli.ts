// Holds knowledge/ against the sources of the daemons: npm run verify-knowledge -- --sources DIR [FILE…]. Prints a table, exits 1
// when something is wrong. Not in CI, since it needs the clones.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { parsePage, renderPage, rowOf } from './page.ts';
import { proposeChecked } from './propose.ts';
import { Sources } from './sources.ts';
import { Verifier, type VerifiedFile } from './verify-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KNOWLEDGE = join(ROOT, 'knowledge');
const PAGE = join(ROOT, 'docs', 'knowledge-check.md');
const USAGE = `npm run verify-knowledge -- --sources DIR [--json FILE] [--write] [--propose] [--quiet] [FILE…]

  --sources DIR  folders of git clones: DIR/moby/moby, DIR/moby+moby/repo or DIR/moby, and so on
  FILE           files or folders of knowledge/; all of them when none is given
  --json FILE    write all results as JSON
  --write        write docs/knowledge-check.md; of the files that were not asked for it keeps the rows
  --propose      print checked: entries for what was found and is not in the files yet
  --quiet        only what is wrong
`;

process.exitCode = main();

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sources: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      propose: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.sources === undefined) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const sources = new Sources(resolve(values.sources));
  const { found, missing } = sources.survey();
  if (missing.length > 0) process.stderr.write(`no clone of ${missing.join(', ')} below ${values.sources}\n`);
  const files = choose(positionals);
  const verifier = new Verifier(sources);
  const verified: VerifiedFile[] = [];
  for (const file of files) {
    const bytes = readFileSync(join(KNOWLEDGE, file));
    const content: unknown = parse(bytes.toString('utf8'));
    const one = verifier.verify(file, bytes, content);
    verified.push(one);
    process.stdout.write(describe(one, values.quiet));
    if (values.propose) process.stdout.write(proposeChecked(one, content));
  }
  const rows = verified.map(rowOf);
  const wrong = rows.reduce((sum, row) => sum + row.wrong, 0);
  const open = rows.filter((row) => row.open > 0).length;
  process.stdout.write(
    `${rows.length} files: ${rows.reduce((sum, row) => sum + row.ok, 0)} ok, ${wrong} wrong, ${rows.reduce((sum, row) => sum + row.unable, 0)} cannot be checked; ${open} files have claims that are neither checked nor unverified\n`,
  );
  const heads = found.map(([name, repository]) => [name, repository.head()] as const);
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ sources: Object.fromEntries(heads), missing, files: verified }, undefined, 2)}\n`,
    );
  if (values.write) {
    const known = new Set(listKnowledge());
    const kept = (existsSync(PAGE) ? parsePage(readFileSync(PAGE, 'utf8')) : []).filter(
      ({ file }) => known.has(file) && !files.includes(file),
    );
    writeFileSync(PAGE, renderPage([...kept, ...rows], heads, missing));
  }
  return wrong > 0 ? 1 : 0;
}

function describe({ file, results, open, unverified }: VerifiedFile, quiet: boolean): string {
  const shown = results.filter(({ status }) => !quiet || status === 'wrong');
  if (quiet && shown.length === 0) return '';
  const marks = { ok: 'ok    ', wrong: 'WRONG ', unable: 'cannot' };
  return [
    `${file}${unverified > 0 ? `  (${unverified} unverified)` : ''}`,
    ...shown.map(({ status, claim, says }) => `  ${marks[status]} ${claim}: ${says}`),
    ...(open.length === 0 || quiet ? [] : [`  open   ${open.join(', ')}`]),
    '',
  ].join('\n');
}

function choose(asked: readonly string[]): readonly string[] {
  const all = listKnowledge();
  if (asked.length === 0) return all;
  const wanted = asked.map((one) => relative(KNOWLEDGE, resolve(one)).split(sep).join('/'));
  const chosen = all.filter((file) =>
    wanted.some(
      (one, index) => file === one || file.startsWith(`${one}/`) || file.endsWith(`/${asked[index]}.yaml`),
    ),
  );
  if (chosen.length === 0) throw new Error(`no file of knowledge/ is meant by ${asked.join(' ')}`);
  return chosen;
}

function listKnowledge(): readonly string[] {
  return readdirSync(KNOWLEDGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(KNOWLEDGE, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
