import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findMissing } from '../../lab/rig/requirements.ts';
import { startRig, type Rig } from '../../lab/rig/rig.ts';
import { startHealthy } from '../../lab/scenarios/healthy.ts';
import { startHungContainer } from '../../lab/scenarios/hung-container.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { stopWithoutLimit } from '../../lab/scenarios/stop-forever.ts';
import { openLiveHost } from '../../src/host/live/live-host.ts';
import { examine } from '../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import type { ReleasePlan, ReleaseResult } from '../../src/model/release.ts';
import { applyRelease } from '../../src/remedies/apply/apply-release.ts';
import { planRelease } from '../../src/remedies/plan/plan-release.ts';
import { verifyRelease } from '../../src/remedies/verify/verify-release.ts';

const REQUIRED = process.env['DEADWAIT_LIVE'] === 'required';
const MINUTE = 60_000;
const CONTROL = '/sys/fs/fuse/connections fusectl';

let rig: Rig | undefined;
afterEach(async () => {
  const left = (await rig?.down()) ?? [];
  const folder = rig?.folder;
  rig = undefined;
  expect(left, 'something of the lab is left on this machine').toEqual([]);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}, MINUTE);

describe.each(
  scenarios
    .filter(({ expects }) => expects.waits !== undefined)
    .map((scenario) => [scenario.id, scenario] as const),
)('%s, live', (_id, scenario) => {
  const missing = findMissing(scenario.needs);
  test.skipIf(missing.length > 0 && !REQUIRED)(
    'is released, and nothing of it is found afterwards',
    async () => {
      expect(missing).toEqual([]);
      rig = await startRig({ folder: mkdtempSync(join(tmpdir(), 'dw-lab-')) });
      await startHealthy(rig);
      await scenario.provoke(rig);
      const { plan, result } = await release(rig);
      expect(plan.actions).toHaveLength(1);
      expect(result).toMatchObject({ freed: true, next: [] });
      expect(result.tasks.map(({ outcome }) => outcome)).not.toContain('blocked');
      const causes = (await diagnose(rig)).findings.map(({ cause }) => cause);
      expect(causes).not.toContain('container-cannot-die');
      expect(causes).not.toContain('dockerd-stop-negative-timeout');
    },
    3 * MINUTE,
  );
});

const missing = findMissing(['docker', 'fuse']);
test.skipIf(missing.length > 0 && !REQUIRED)(
  'what 1 000 stops leaked is back within five seconds, to within 5 % of the healthy figures',
  async () => {
    rig = await startRig({ folder: mkdtempSync(join(tmpdir(), 'dw-lab-')) });
    await startHealthy(rig);
    const healthy = (await diagnose(rig)).daemons.find(({ name }) => name === 'dockerd');
    const { container } = await startHungContainer(rig);
    await stopWithoutLimit(rig, container.id, 1_000);
    const { result } = await release(rig);
    expect(result.freed).toBe(true);
    for (const [figure, before] of [
      ['goroutines', healthy?.goroutines],
      ['descriptors', healthy?.fds],
    ] as const) {
      const change = result.figures.find((one) => one.daemon === 'dockerd' && one.figure === figure);
      expect(change).toMatchObject({ cameBack: true });
      expect(change?.afterMs).toBeLessThan(5_000);
      // deadwait's own few connections are part of both figures.
      expect(Math.abs((change?.after ?? 0) - (before ?? 0))).toBeLessThanOrEqual(
        Math.max(4, (before ?? 0) * 0.05),
      );
    }
  },
  3 * MINUTE,
);

async function release({ docker, folder }: Rig): Promise<{ plan: ReleasePlan; result: ReleaseResult }> {
  const wasMounted = mounts().includes(CONTROL);
  const host = await openLiveHost({ dockerSocket: docker.socket });
  try {
    const plan = await planRelease(host, await examine(host));
    const audit = join(folder, 'audit.log');
    const applied = await applyRelease(host, host.machine, plan, plan.digest ?? '', { audit });
    const result = await verifyRelease(host, host.machine, plan, applied);
    expect(readFileSync(audit, 'utf8').trimEnd().split('\n')).toHaveLength(2 * plan.actions.length);
    expect(mounts().includes(CONTROL)).toBe(wasMounted);
    return { plan, result };
  } finally {
    await host.close();
  }
}

async function diagnose({ docker }: Rig): Promise<Diagnosis> {
  const host = await openLiveHost({ dockerSocket: docker.socket });
  try {
    return (await examine(host)).diagnosis;
  } finally {
    await host.close();
  }
}

function mounts(): string {
  return readFileSync('/proc/self/mounts', 'utf8');
}
