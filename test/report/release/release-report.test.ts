import { describe, expect, test } from 'vitest';
import type { ReleasePlan, ReleaseResult } from '../../../src/model/release.ts';
import { renderPlan } from '../../../src/report/release/plan.ts';
import { renderRefusal } from '../../../src/report/release/refusal.ts';
import { renderResult } from '../../../src/report/release/result.ts';
import { HOSTILE } from '../fixtures/hostile.ts';

const ID = '7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9';
const task = {
  pid: 4711,
  tid: 4712,
  comm: `dd${HOSTILE}`,
  state: 'D',
  waits: 'fuse',
  wchan: `wait${HOSTILE}`,
  sigkillPending: true,
  container: ID,
} as const;

const plan: ReleasePlan = {
  schema: 'deadwait/release-plan/v1',
  digest: '0123456789ab',
  live: true,
  containers: [
    {
      id: ID,
      runtime: 'docker',
      name: HOSTILE,
      pod: `ns/${HOSTILE}`,
      state: HOSTILE,
      stops: 900,
      kill: 'pending',
      tasks: [task],
      deadInit: 4700,
      actions: ['a'],
      notes: [`It dies ${HOSTILE}`],
    },
  ],
  daemons: [{ pid: 90, comm: HOSTILE, tasks: [task], actions: [], notes: [HOSTILE] }],
  actions: [
    {
      id: `a${HOSTILE}`,
      remedy: 'abort-fuse-connection',
      target: {
        kind: 'fuse-connection',
        connection: 39,
        mount: {
          device: '0:39',
          source: HOSTILE,
          fstype: 'fuse.x',
          mountPoint: `/${HOSTILE}`,
          id: 332,
          root: '/',
          seenIn: 'proc/1/mountinfo',
        },
        mountsControl: false,
      },
      says: `Abort ${HOSTILE}`,
      commands: [`echo ${HOSTILE}`],
      risk: `Errors ${HOSTILE}`,
      frees: [task],
      users: {
        groups: [
          {
            container: ID,
            pod: HOSTILE,
            processes: [{ pid: 1, comm: HOSTILE, openFiles: 2, isBlocked: true }],
            processCount: 1,
          },
          { processes: [{ pid: 2, comm: HOSTILE, isBlocked: false }], processCount: 70 },
        ],
        unreadProcesses: 3,
      },
    },
  ],
  advice: [
    {
      id: 'x',
      says: HOSTILE,
      risk: HOSTILE,
      automatic: false,
      loses: 'nothing',
      effect: 'shows',
      command: HOSTILE,
      where: 'node',
      waitsFor: HOSTILE,
    },
  ],
  held: [],
  watches: [],
  facts: [],
  gaps: [{ source: HOSTILE, reason: 'unsupported', detail: HOSTILE }],
};

const result: ReleaseResult = {
  schema: 'deadwait/release-result/v1',
  digest: '0123456789ab',
  freed: false,
  tookMs: 30_120,
  actions: [{ id: 'a', done: false, says: `Not done: ${HOSTILE}` }],
  tasks: [
    { task, outcome: 'blocked', afterMs: 0, says: HOSTILE },
    { task: { ...task, tid: 4711 }, outcome: 'gone', afterMs: 40 },
  ],
  containers: [{ id: ID, name: HOSTILE, state: HOSTILE, ended: false }],
  figures: [
    {
      daemon: 'dockerd',
      pid: 90,
      figure: 'goroutines',
      before: 2046,
      after: 45,
      held: 2000,
      cameBack: true,
      afterMs: 210,
    },
    { daemon: 'dockerd', pid: 90, figure: 'memory', before: 98_566_144 },
  ],
  next: [`${HOSTILE} runs on`],
};

describe.each([
  [{ width: 100, color: false, ascii: false }],
  [{ width: 60, color: true, ascii: false }],
  [{ width: 60, color: false, ascii: true }],
])('with %j', (paper) => {
  const texts = (): readonly string[] => [
    renderPlan(plan, paper),
    renderResult(result, paper),
    renderRefusal({ gone: [HOSTILE], added: [HOSTILE, 'task 1'] }, paper),
    renderRefusal(undefined, paper),
  ];

  test('nothing that a host says acts on the terminal', () => {
    for (const text of texts()) {
      const bare = paper.color ? text.replace(/\u001b\[[\d;]{1,9}m/g, '') : text;
      expect(bare).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
      );
    }
  });

  test('the last line is ended', () => {
    for (const text of texts()) expect(text).toMatch(/[^\n]\n{1,2}$/);
  });
});

const PAPER = { width: 100, color: false, ascii: true };

test('a plan ends with how to confirm it, a recorded one only with how it would be', () => {
  expect(renderPlan(plan, PAPER)).toMatch(
    /nothing if the host has changed.*\n +\$ deadwait release --confirm 0123456789ab\n$/,
  );
  expect(renderPlan({ ...plan, live: false }, PAPER)).toMatch(/is a recording/);
  const { digest: _, ...undone } = plan;
  expect(renderPlan({ ...undone, actions: [] }, PAPER)).not.toContain('--confirm');
});

test('a plan that could not look says so, and not that nothing is stuck', () => {
  const { digest: _, ...undone } = plan;
  const blind = { ...undone, containers: [], daemons: [], actions: [], gaps: [], advice: [] };
  expect(renderPlan({ ...blind, unseen: ['This user may not see it: run deadwait as root.'] }, PAPER)).toBe(
    'PLAN  it is not known whether a container is stuck\n      This user may not see it: run deadwait as root.\n',
  );
  expect(renderPlan(blind, PAPER)).toContain('no container is stuck');
});

test('a result begins with the abort that freed nothing', () => {
  const notFreed = {
    id: 'a',
    what: 'the abort of nas01:/a on /mnt/a (FUSE connection 39)',
    tasks: [{ ...task, comm: 'worker', pid: 4242, tid: 4242 }],
  };
  expect(renderResult({ ...result, notFreed }, PAPER).split('\n')[0]).toBe(
    'NOT FREED  worker (PID 4242) is still blocked after the abort of nas01:/a on /mnt/a (FUSE connection 39)',
  );
});

test('a result says that memory stays for a while after a cure, where it is much', () => {
  const [goroutines] = result.figures;
  if (goroutines === undefined) throw new Error('there is a figure');
  const after = (before: number, bytes: number): string =>
    renderResult(
      {
        ...result,
        figures: [goroutines, { daemon: 'dockerd', pid: 90, figure: 'memory', before, after: bytes }],
      },
      PAPER,
    );
  expect(after(27e9, 26e9)).toMatch(/dockerd keeps 24 GiB of memory for a while/);
  expect(after(27e9, 3e9)).not.toMatch(/for a while/);
  expect(after(90e6, 80e6)).not.toMatch(/for a while/);
});

test('a result says first whether all is free', () => {
  expect(renderResult(result, PAPER)).toMatch(/^NOT FREED {2}1 task of 2 is still blocked after 30\.1s/);
  const free = { ...result, freed: true, tookMs: 210, tasks: [], next: [] };
  expect(renderResult(free, PAPER)).toMatch(/^FREED {2}everything that was planned came free in 0\.2s/);
  expect(renderResult(free, PAPER)).toMatch(/dockerd \(90\) +goroutines +2046 +45 +2001 +2000 +0\.2s/);
});
