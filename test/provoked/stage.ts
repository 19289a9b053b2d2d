import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { findMissing, type Need } from '../../lab/rig/requirements.ts';

export const MINUTE = 60_000;
/** Set where the lab has to run: a missing piece is then a failure. */
const REQUIRED = process.env['DEADWAIT_LIVE'] === 'required';

/** What a test needs of a lab to take it down. */
interface Standing {
  readonly folder: string;
  down(): Promise<readonly string[]>;
}

/** Takes down after each test of a file the lab that was given to it; anything that is left is a failure. */
export function useLab(): <L extends Standing>(lab: L) => L {
  let standing: Standing | undefined;
  afterEach(async () => {
    const left = (await standing?.down()) ?? [];
    const folder = standing?.folder;
    standing = undefined;
    expect(left, 'something of the lab is left on this machine').toEqual([]);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }, MINUTE);
  return (lab) => {
    standing = lab;
    return lab;
  };
}

/** A new folder for a lab. */
export function labFolder(): string {
  return mkdtempSync(join(tmpdir(), 'dw-lab-'));
}

/** What is missing here for a test, and whether it is to be skipped for that; the reason is printed. */
export function checkNeeds(
  what: string,
  needs: readonly Need[],
): { readonly missing: readonly string[]; readonly skip: boolean } {
  const missing = findMissing(needs);
  const skip = missing.length > 0 && !REQUIRED;
  if (skip) process.stderr.write(`skipped live ${what}: ${missing.join('; ')}\n`);
  return { missing, skip };
}
