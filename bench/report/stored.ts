import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from '../work.ts';
import type { Machine } from './machine.ts';

/** What one work gave, and where and when: works can be measured one at a time. */
export interface Stored {
  readonly name: string;
  readonly machine: Machine;
  readonly measured: Measured;
}

/** Keeps the results of works in a folder, a file for each. */
export function storeResults(folder: string, stored: Stored): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${stored.name}.json`), `${JSON.stringify(stored, null, 1)}\n`);
}

/** The results of these works, as far as there are any. */
export function readResults(folder: string, names: readonly string[]): Stored[] {
  return names
    .map((name) => join(folder, `${name}.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Stored);
}
