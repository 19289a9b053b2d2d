import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './packed.ts';

interface Instruction {
  readonly name: string;
  readonly value: string;
}

const instructions = parseContainerfile(readFileSync(join(ROOT, 'Containerfile'), 'utf8'));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly bin: { readonly deadwait: string };
};
/** Active LTS from October 2026; https://github.com/nodejs/Release has the schedule. */
const LTS = 26;

describe('the Containerfile', () => {
  it('pins its base by an exact version of the newest LTS line, in an argument that can carry a digest', () => {
    const [first] = instructions;
    expect(first?.name).toBe('ARG');
    const image = /^NODE_IMAGE=(\S+)$/.exec(first?.value ?? '')?.[1] ?? '';
    expect(image).toMatch(
      new RegExp(`^docker\\.io/library/node:${LTS}\\.\\d+\\.\\d+-[a-z]+-slim(?:@sha256:[0-9a-f]{64})?$`),
    );
    const bases = valuesOf('FROM');
    expect(bases.length).toBe(2);
    for (const base of bases) expect(base).toMatch(/^\$\{NODE_IMAGE\}(?: AS \w+)?$/);
  });

  it('takes the packed tarball from the context, and nothing else', () => {
    const copied = valuesOf('COPY').filter((value) => !value.startsWith('--from='));
    expect(copied).toEqual([`${manifest.name}-*.tgz /tmp/deadwait.tgz`]);
    expect(valuesOf('ADD')).toEqual([]);
    const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(allowed).toEqual(['*', '!deadwait-*.tgz']);
  });

  it('installs offline and runs no install script', () => {
    const installs = valuesOf('RUN').filter((value) => /\bnpm\b/.test(value));
    expect(installs.length).toBe(1);
    expect(installs[0]).toContain(' --offline ');
    expect(installs[0]).toContain(' --ignore-scripts ');
  });

  it('ends as a numeric user that is not root, on the program that the package has', () => {
    const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
    const user = last.findLast(({ name }) => name === 'USER')?.value ?? '';
    expect(user).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    const entry = JSON.parse(last.find(({ name }) => name === 'ENTRYPOINT')?.value ?? '[]') as string[];
    expect(entry).toEqual([
      'node',
      `/opt/deadwait/lib/node_modules/${manifest.name}/${manifest.bin.deadwait}`,
    ]);
    expect(
      last.some(({ name, value }) => name === 'COPY' && value.startsWith('--from=install /opt/deadwait ')),
    ).toBe(true);
  });

  it('is run as root on a node by the README, and only there', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const privileged = readme.split('\n').filter((line) => /^\s+docker run .*--privileged/.test(line));
    expect(privileged.length).toBeGreaterThan(0);
    for (const line of privileged) expect(line).toContain(' --user 0 ');
    expect(readme).toContain('privileged: true, runAsUser: 0');
  });
});

describe('installing for development', () => {
  it.each(['.ci/run', 'README.md', 'Containerfile'])('%s runs no install script', (file) => {
    const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
    const installs = lines.filter((line) => /\bnpm (?:ci|install)\b/.test(line));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });
});

function valuesOf(name: string): string[] {
  return instructions.filter((found) => found.name === name).map(({ value }) => value);
}

/** Instructions in their order, without comments, continued lines joined. */
function parseContainerfile(text: string): Instruction[] {
  return text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', value = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { name: name.toUpperCase(), value };
    });
}
