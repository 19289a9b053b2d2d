import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARSERS } from './parsers.ts';

const FOLDER = join(import.meta.dirname, 'goldens');

// Real files and lines of the recorded hosts, `<parser>.<name>.txt`; a new golden is a new file.
describe('files of /proc as recorded hosts have them', () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))) {
    const parser = PARSERS.get(file.split('.')[0] ?? '');
    it(`${file} gives what its golden says`, async () => {
      const result = await parser?.(readFileSync(join(FOLDER, file), 'utf8'));
      const json = JSON.stringify(result, plain, 2);
      await expect(`${json}\n`).toMatchFileSnapshot(join(FOLDER, file.replace(/\.txt$/, '.json')));
    });
  }
});

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  return value === Number.POSITIVE_INFINITY ? 'unlimited' : value;
}
