import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Lab } from '../../lab/rig/lab.ts';
import { startRig } from '../../lab/rig/rig.ts';
import { startHealthy } from '../../lab/scenarios/healthy.ts';
import { startHungContainer } from '../../lab/scenarios/hung-container.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { setStage } from '../../lab/scenarios/run-scenario.ts';
import { stopWithoutLimit } from '../../lab/scenarios/stop-forever.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { examine } from '../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import type { ReleasePlan, ReleaseResult } from '../../src/model/release.ts';
import { applyRelease } from '../../src/remedies/apply/apply-release.ts';
import { planRelease } from '../../src/remedies/plan/plan-release.ts';
import { verifyRelease } from '../../src/remedies/verify/verify-release.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

type Daemon = Diagnosis['daemons'][number];

const stand = useLab();

describe.each(
  scenarios
    .filter(({ expects }) => expects.waits !== undefined)
    .map((scenario) => [scenario.id, scenario] as const),
)('%s, live', (_id, scenario) => {
  const { missing, skip } = checkNeeds(scenario.id, scenario.needs);
  test.skipIf(skip)(
    'is released, and nothing of it is found afterwards',
    async () => {
      expect(missing).toEqual([]);
      const { lab, provoke } = await setStage(scenario, labFolder());
      stand(lab);
      await provoke();
      const { plan, result } = await release(lab);
      expect(plan.actions).toHaveLength(1);
      expect(result).toMatchObject({ freed: true, next: [] });
      expect(result.tasks.map(({ outcome }) => outcome)).not.toContain('blocked');
      const released = plan.containers.map(({ id }) => id);
      const stuck = (await diagnose(lab)).findings.flatMap(({ containers }) =>
        containers.map(({ id }) => id),
      );
      expect(stuck.filter((id) => released.includes(id))).toEqual([]);
    },
    3 * MINUTE,
  );
});

const { missing, skip } = checkNeeds('release', ['docker', 'fuse']);
test.skipIf(skip)(
  'what 1 000 stops leaked is back within five seconds, to within 5 % of the healthy figures',
  async () => {
    expect(missing).toEqual([]);
    const docker = stand(await startRig({ folder: labFolder() }));
    await startHealthy(docker);
    const healthy = await dockerdOf(docker);
    const { container } = await startHungContainer(docker);
    await stopWithoutLimit(docker, container.id, 1_000);
    const { result } = await release(docker);
    expect(result.freed).toBe(true);
    for (const figure of ['goroutines', 'descriptors']) {
      const change = result.figures.find((one) => one.daemon === 'dockerd' && one.figure === figure);
      expect(change).toMatchObject({ cameBack: true });
      expect(change?.afterMs).toBeLessThan(5_000);
    }
    // Read as the healthy figures were; a connection of its own that a look still sees is gone at the next.
    await expect
      .poll(async () => distance(healthy, await dockerdOf(docker)), { timeout: 5_000, interval: 200 })
      .toEqual({ goroutines: 0, descriptors: 0 });
  },
  3 * MINUTE,
);

async function dockerdOf(lab: Lab): Promise<Daemon | undefined> {
  return (await diagnose(lab)).daemons.find(({ name }) => name === 'dockerd');
}

/** By how much each figure is farther away than 5 %, or than four, from what it was. */
function distance(before: Daemon | undefined, after: Daemon | undefined): Record<string, number> {
  const beyond = (was = Number.NaN, is = Number.NaN): number =>
    Math.max(0, Math.abs(is - was) - Math.max(4, was * 0.05));
  return {
    goroutines: beyond(before?.goroutines, after?.goroutines),
    descriptors: beyond(before?.fds, after?.fds),
  };
}

async function release({ address, folder }: Lab): Promise<{ plan: ReleasePlan; result: ReleaseResult }> {
  const host = await openLiveHost(address);
  try {
    const examined = await examine(host);
    const plan = await planRelease(host, examined);
    mustBeOurs(plan, folder, new Set(examined.snapshot.containers.map(({ id }) => id)));
    const audit = join(folder, 'audit.log');
    const applied = await applyRelease(host, host.machine, plan, plan.digest ?? '', { audit });
    const result = await verifyRelease(host, host.machine, plan, applied);
    expect(readFileSync(audit, 'utf8').trimEnd().split('\n')).toHaveLength(2 * plan.actions.length);
    return { plan, result };
  } finally {
    await host.close();
  }
}

async function diagnose({ address }: Lab): Promise<Diagnosis> {
  const host = await openLiveHost(address);
  try {
    return (await examine(host)).diagnosis;
  } finally {
    await host.close();
  }
}

/** What else is stuck on this machine is none of the lab's business. */
function mustBeOurs({ actions }: ReleasePlan, folder: string, ids: ReadonlySet<string>): void {
  const strange = actions.filter(({ target, frees }) =>
    target.kind === 'fuse-connection' || target.kind === 'filesystem'
      ? !target.mount.mountPoint.startsWith(`${folder}/`)
      : frees.some(({ container }) => container === undefined || !ids.has(container)),
  );
  expect(
    strange.map(({ says }) => says),
    'something else is stuck on this machine',
  ).toEqual([]);
}
