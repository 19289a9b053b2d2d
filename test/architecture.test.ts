import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Folders of src/, lowest first. A file imports from its own folder and from lower ranks, never up or sideways. */
const RANKS: readonly (readonly string[])[] = [
  ['model'],
  ['wording'],
  ['parse'],
  ['system'],
  ['host'],
  ['knowledge'],
  ['live'],
  ['collect', 'record', 'forward'],
  ['remedies'],
  ['debug-mode'],
  ['causes', 'report'],
  ['compare'],
  ['investigate'],
  ['watch', 'guard', 'fleet'],
  ['serve'],
  ['cli'],
];

/** What a folder may import although its rank would allow more: reports are made of the model alone. */
const NARROWED = new Map([['report', ['report', 'model', 'wording']]]);

/** Sentences are written by report/ alone: these folders state data, and may use what commands and evidence are made of. */
const WORDLESS = ['causes', 'investigate', 'parse', 'collect'];
const OF_COMMANDS_AND_EVIDENCE = ['wording/shell-word.ts', 'wording/figures.ts'];

/** Modules that touch the machine. */
const MACHINE =
  /^(?:node:)?(?:fs|fs\/promises|child_process|net|dgram|http|https|dns|worker_threads)$|^(?:undici|koffi|@grpc\/(?:grpc-js|proto-loader)|@hono\/node-server)$/;
const FILES = ['node:fs', 'node:fs/promises'];
/** Folders and files that may touch the machine, and by what. */
const MAY_TOUCH = new Map([
  ['system/', [...FILES, 'node:child_process', 'node:worker_threads', 'koffi']],
  ['host/', [...FILES, 'node:worker_threads']],
  [
    'live/',
    [
      ...FILES,
      'node:child_process',
      'node:net',
      'node:worker_threads',
      'undici',
      '@grpc/grpc-js',
      '@grpc/proto-loader',
    ],
  ],
  ['forward/', ['node:http', 'node:net', 'undici']],
  ['remedies/', FILES],
  ['debug-mode/', FILES],
  ['serve/served/', [...FILES, 'node:child_process', 'node:http', 'node:net', '@hono/node-server']],
  // Files that the user named on the command line.
  ['cli/bare-file.ts', FILES],
  ['cli/open-host.ts', ['node:fs/promises']],
]);

/** The clock, the environment and chance belong to the machine and to cli/: the same bytes in give the same bytes out. */
const UNDETERMINED =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.(?:env|hrtime|argv)\b|\bperformance\.now\(/;

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => {
    const path = relative(SRC, join(entry.parentPath, entry.name));
    const text = readFileSync(join(SRC, path), 'utf8');
    return { path, folder: path.split('/')[0] ?? '', text, imports: findImports(text) };
  })
  .sort((a, b) => (a.path < b.path ? -1 : 1));

function findImports(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^import\s*)'([^'\n]+)'/gm)].map(
    (match) => match[1] ?? '',
  );
}

function resolve(path: string, specifier: string): string {
  return join(dirname(path), specifier);
}

function mayTouch(path: string, specifier: string): boolean {
  return [...MAY_TOUCH].some(([prefix, modules]) => path.startsWith(prefix) && modules.includes(specifier));
}

function rankOf(folder: string): number {
  return RANKS.findIndex((rank) => rank.includes(folder));
}

const within = sources.flatMap(({ path, folder, imports }) =>
  imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ from: path, folder, to: resolve(path, specifier) }))
    .filter(({ to }) => !to.startsWith('..'))
    .map((each) => ({ ...each, toFolder: each.to.split('/')[0] ?? '' })),
);

describe('the architecture', () => {
  it('finds the sources and their imports', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(within.length).toBeGreaterThan(sources.length);
  });

  it('has a rank for every folder', () => {
    expect([...new Set(sources.map(({ folder }) => folder))].filter((folder) => rankOf(folder) < 0)).toEqual(
      [],
    );
  });

  it('lets imports point down only', () => {
    const wrong = within.filter(
      ({ folder, toFolder }) => folder !== toFolder && !(rankOf(toFolder) < rankOf(folder)),
    );
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('makes reports of the model alone', () => {
    const wrong = within.filter(({ folder, toFolder }) => NARROWED.get(folder)?.includes(toFolder) === false);
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('writes sentences in reports alone', () => {
    const wrong = within.filter(
      ({ folder, to, toFolder }) =>
        WORDLESS.includes(folder) && toFolder === 'wording' && !OF_COMMANDS_AND_EVIDENCE.includes(to),
    );
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('lets only named folders touch the machine, each by named modules', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => MACHINE.test(specifier) && !mayTouch(path, specifier))
        .map((specifier) => `${path} → ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('names no folder that touches the machine no more', () => {
    const used = sources.flatMap(({ path, imports }) =>
      imports.filter((specifier) => MACHINE.test(specifier)).map(() => path),
    );
    expect([...MAY_TOUCH.keys()].filter((prefix) => !used.some((path) => path.startsWith(prefix)))).toEqual(
      [],
    );
  });

  it('keeps clock, environment and chance out of everything but the machine and cli', () => {
    const allowed = /^(?:cli|system|host|live|serve\/served)\//;
    const wrong = sources.filter(({ path, text }) => !allowed.test(path) && UNDETERMINED.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('has no default exports', () => {
    expect(
      sources.filter(({ text }) => /^export default|as default\b/m.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(findCycle()).toEqual([]);
  });
});

/** A cycle of files, types included; empty when there is none. */
function findCycle(): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of within) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const each of next.get(path) ?? []) {
      const cycle = visit(each, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of sources) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
