import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { runDeadwait } from './run-deadwait.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(`${ROOT}/README.md`, 'utf8');

describe('the README', () => {
  it('shows what the program prints for the example', async () => {
    const { stdout } = await runDeadwait([
      '--case',
      `${ROOT}/examples/kill-wait-18.09.2.tar.gz`,
      '--width',
      '100',
    ]);
    expect(
      /```text\n([\s\S]*?)```\n\n<!-- \/output -->/.exec(README)?.[1],
      'npm run build && npm run readme writes it',
    ).toBe(stdout);
  });

  it('names every command', () => {
    expect(
      COMMANDS.filter(({ name }) => !README.includes(`deadwait ${name}`)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...README.matchAll(/\]\(([\w./-]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) expect(readFileSync(`${ROOT}/${link}`, 'utf8')).not.toBe('');
  });
});
