import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import type { ReleasePlan, ReleaseResult } from '../../../src/model/release.ts';
import type { AppliedRelease } from '../../../src/remedies/apply/apply-release.ts';
import { planRelease } from '../../../src/remedies/plan/plan-release.ts';
import { verifyRelease } from '../../../src/remedies/verify/verify-release.ts';
import { withBytes, withoutPaths } from '../../support/altered-host.ts';
import { asLive, examineHost, fuseHost, openMadeHost } from '../made-host.ts';
import { makeMachine, type MadeMachineOptions } from '../made-machine.ts';

interface Setting extends MadeMachineOptions {
  /** How the host is after the release. */
  readonly after: (host: Host) => Host;
  readonly plan?: Partial<ReleasePlan>;
  readonly before?: AppliedRelease['before'];
}

async function verify({ after, plan: changes, before = [], ...options }: Setting): Promise<ReleaseResult> {
  const recorded = await openMadeHost(fuseHost());
  const plan = { ...(await planRelease(asLive(recorded), await examineHost(recorded))), ...changes };
  const machine = makeMachine(options);
  const outcomes = plan.actions.map(({ id }) => ({ id, done: true, says: 'Done.' }));
  const applied: AppliedRelease = { outcomes, before, startedAtMs: machine.now() };
  return verifyRelease(after(recorded), machine, plan, applied);
}

const gone = (host: Host): Host => withoutPaths(host, /^proc\/4711\//);
const exited = { inspect: () => ({ state: 'exited' }) };

describe('after a release', () => {
  test('all is free when the tasks are gone and the container has exited', async () => {
    const result = await verify({ after: gone, ...exited });
    expect(result).toMatchObject({
      freed: true,
      tasks: [{ outcome: 'gone' }],
      containers: [{ state: 'exited', ended: true }],
      next: [],
    });
    expect(result.tookMs).toBeLessThan(1_000);
  });

  test('a container that the runtime knows no more has ended', async () => {
    expect(await verify({ after: gone })).toMatchObject({ freed: true, containers: [{ state: 'gone' }] });
  });

  test('a process that has the number of a task, but began later, is not that task', async () => {
    const reused = (host: Host): Host =>
      withBytes(host, /^proc\/4711\/task\/4711\/stat$/, Buffer.from(stat('D', 99_999)));
    expect(await verify({ after: reused, ...exited })).toMatchObject({
      freed: true,
      tasks: [{ outcome: 'gone' }],
    });
  });

  test('a task that does not come free is told, with what it waits for now', async () => {
    const result = await verify({ after: (host) => host, inspect: () => ({ state: 'running' }) });
    expect(result).toMatchObject({ freed: false, tasks: [{ outcome: 'blocked' }] });
    expect(result.tasks[0]?.says).toMatch(/request_wait_answer.*nas01:\/export.*SIGKILL is pending/);
    expect(result.tookMs).toBeGreaterThan(30_000);
    expect(result.next[0]).toContain('still waits');
  });

  test('a container that does not end although its tasks are gone is not free', async () => {
    const result = await verify({ after: gone, inspect: () => ({ state: 'running' }) });
    expect(result).toMatchObject({ freed: false, containers: [{ state: 'running', ended: false }] });
  });

  test('a container that was started again had ended', async () => {
    const recorded = await openMadeHost(fuseHost());
    const { containers } = await planRelease(asLive(recorded), await examineHost(recorded));
    const restarted = {
      plan: { containers: containers.map((one) => ({ ...one, initPid: 4711 })) },
      inspect: () => ({ state: 'running', pid: 6000 }),
    };
    expect(await verify({ after: gone, ...restarted })).toMatchObject({
      freed: true,
      containers: [{ state: 'running again', ended: true }],
    });
  });

  test('what was held must have come back', async () => {
    const held = [{ daemon: 'dockerd', goroutines: 2_000, descriptors: 1_000 }];
    const watches = [{ name: 'dockerd', pid: 90 }];
    const before = [{ name: 'dockerd', pid: 90, goroutines: 2_046, descriptors: 1_028 }];
    const figures = (total: number) => (host: Host) =>
      withBytes(
        gone(host),
        /^pprof\/dockerd\/goroutine\.debug1\.txt$/,
        Buffer.from(`goroutine profile: total ${total}\n`),
      );
    const back = await verify({ after: figures(46), plan: { held, watches }, before, ...exited });
    expect(back.freed).toBe(true);
    expect(back.figures[0]).toMatchObject({ figure: 'goroutines', before: 2_046, after: 46, cameBack: true });
    const held2 = await verify({ after: figures(1_900), plan: { held, watches }, before, ...exited });
    expect(held2).toMatchObject({ freed: false, figures: [{ cameBack: false }, {}] });
  });

  test('an action that was not done is not free, whatever else came free', async () => {
    const recorded = await openMadeHost(fuseHost());
    const plan = await planRelease(asLive(recorded), await examineHost(recorded));
    const machine = makeMachine(exited);
    const outcomes = [{ id: plan.actions[0]?.id ?? '', done: false, says: 'Not done: x.' }];
    const applied = { outcomes, before: [], startedAtMs: machine.now() };
    expect((await verifyRelease(gone(recorded), machine, plan, applied)).freed).toBe(false);
  });
});

function stat(state: string, start: number): string {
  return `4711 (dd) ${state} 1 1 1 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 ${start} 2326528 316 184\n`;
}
