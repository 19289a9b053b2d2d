import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './packed.ts';

const TABLE = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');

describe('docs/security.md', () => {
  const rows = TABLE.split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first]) => first !== 'attack' && !/^-+$/.test(first ?? ''));

  it('has an attack, what stops it and its test in every row', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) {
      expect(row.length, row.join(' | ')).toBe(3);
      expect(
        row.filter((cell) => cell === ''),
        row.join(' | '),
      ).toEqual([]);
      expect(row[2], row.join(' | ')).toMatch(/`(?:test|ui)\/[\w./-]+`|^not tested yet$/);
    }
  });

  it('names only tests that exist', () => {
    const named = [...TABLE.matchAll(/`(test\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('SECURITY.md', () => {
  const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });

  it('says how to report a vulnerability in private', () => {
    expect(text).toMatch(/## Report a vulnerability\n\nReport it privately/);
  });
});
