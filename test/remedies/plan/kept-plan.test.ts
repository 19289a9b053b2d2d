import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ReleasePlan } from '../../../src/model/release.ts';
import { keepPlan, readKeptPlan } from '../../../src/remedies/plan/kept-plan.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'deadwait-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return join(path, 'plans');
}

function plan(digest: string | undefined, facts: readonly string[]): ReleasePlan {
  return {
    schema: 'deadwait/release-plan/v1',
    ...(digest === undefined ? {} : { digest }),
    live: true,
    containers: [],
    daemons: [],
    actions: [],
    advice: [],
    held: [],
    watches: [],
    facts,
    gaps: [],
  };
}

test('the facts of a plan are found again by its digest', async () => {
  const kept = folder();
  expect(await keepPlan(plan('0123456789ab0123456789ab01234567', ['a', 'b "c"']), kept)).toBe(true);
  expect(await readKeptPlan('0123456789ab0123456789ab01234567', kept)).toEqual(['a', 'b "c"']);
  expect(await readKeptPlan('ba9876543210ba9876543210ba987654', kept)).toBeUndefined();
  expect(await readKeptPlan('../../etc/passwd', kept)).toBeUndefined();
});

test('a plan without anything to do is not kept, and where nothing can be kept it is no failure', async () => {
  expect(await keepPlan(plan(undefined, []), folder())).toBe(false);
  expect(await keepPlan(plan('0123456789ab0123456789ab01234567', ['a']), '/proc/deadwait')).toBe(false);
});

test('only the latest plans are kept', async () => {
  const kept = folder();
  for (let number = 0; number < 40; number++)
    await keepPlan(plan(number.toString(16).padStart(32, '0'), ['a']), kept);
  expect(readdirSync(kept).length).toBeLessThanOrEqual(32);
  expect(await readKeptPlan((39).toString(16).padStart(32, '0'), kept)).toEqual(['a']);
});
