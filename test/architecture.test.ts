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
  ['host'],
  ['collect', 'casefile'],
  ['remedies'],
  ['causes', 'report'],
  ['investigate'],
  ['watch', 'guard', 'fleet'],
  ['server'],
  ['cli'],
];

/** What a folder may import although its rank would allow more: reports are made of the model alone. */
const NARROWED = new Map([['report', ['report', 'model', 'wording']]]);

/** Modules that touch the machine, and who may use them. */
const MACHINE =
  /^(?:node:)?(?:fs|fs\/promises|child_process|net|dgram|http|https|dns|worker_threads)$|^(?:undici|koffi|@grpc\/(?:grpc-js|proto-loader)|@hono\/node-server)$/;
const MACHINE_FOLDERS = ['host', 'remedies'];
/** Files elsewhere that may: those that the user named on the command line, and the package's own data. */
const MACHINE_FILES = new Map([
  ['cli/bare-file.ts', ['node:fs', 'node:fs/promises']],
  ['cli/open-host.ts', ['node:fs/promises']],
  ['collect/log-knowledge.ts', ['node:fs/promises']],
]);

/** The clock, the environment and chance belong to host/ and cli/: the same bytes in give the same bytes out. */
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

  it('lets only the host layer touch the machine', () => {
    const wrong = sources
      .filter(({ folder }) => !MACHINE_FOLDERS.includes(folder))
      .flatMap(({ path, imports }) =>
        imports
          .filter(
            (specifier) => MACHINE.test(specifier) && MACHINE_FILES.get(path)?.includes(specifier) !== true,
          )
          .map((specifier) => `${path} → ${specifier}`),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps clock, environment and chance out of everything but host and cli', () => {
    const wrong = sources.filter(
      ({ folder, text }) => folder !== 'host' && folder !== 'cli' && UNDETERMINED.test(text),
    );
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
