import { describe, expect, test } from 'vitest';
import { findRefutation, type Suspect } from '../../../src/causes/detect/refutation.ts';
import { readFacts } from '../../../src/causes/facts/facts.ts';
import type { Cause, RefutationTest } from '../../../src/model/cause.ts';
import type { GoroutineGroup } from '../../../src/model/goroutine.ts';
import type { BlockedTask } from '../../../src/model/task.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../src/model/snapshot.ts';

const ID = 'a'.repeat(64);
const CAPTURED = '2026-01-01T10:00:00Z';
const evidence = { file: 'docker/containers.json', quote: '"State":"running"' };

/** A host on which containerd is two hours old and the container `startedMinutesAgo`. */
const host = (
  startedMinutesAgo: number,
  extra: { comm?: string; args?: string; blocked?: readonly BlockedTask[]; noTasks?: true } = {},
): Snapshot => ({
  ...EMPTY_SNAPSHOT,
  host: { live: false, capturedAt: CAPTURED },
  daemons: [{ name: 'containerd', pid: 10 }],
  containers: [
    {
      id: ID,
      runtime: 'cri',
      state: 'running',
      startedAtMs: Date.parse(CAPTURED) - startedMinutesAgo * 60_000,
      mounts: [],
      evidence,
    },
  ],
  ...(extra.noTasks
    ? {}
    : {
        tasks: {
          threadCount: 2,
          processes: new Map([
            [
              10,
              {
                pid: 10,
                comm: 'containerd',
                parentPid: 1,
                args: '/usr/bin/containerd',
                elapsedSeconds: 7200,
              },
            ],
            [11, { pid: 11, comm: extra.comm ?? 'sleep', parentPid: 10, args: extra.args ?? 'sleep 1' }],
          ]),
          stopped: [],
          blocked: extra.blocked ?? [],
          inits: [],
          fuseConnections: [],
          hostMounts: [],
        },
      }),
});

const cause = (when: RefutationTest): Cause => ({
  id: 'one',
  file: 'one.yaml',
  component: 'dockerd',
  title: 'one',
  kind: 'stuck',
  covers: [],
  explains: [],
  mechanism: 'one',
  affected: [{}],
  fixed: [],
  groups: [],
  contention: {},
  suspicion: [],
  occurrence: 'call',
  containersBy: [],
  counted: [],
  confirms: [],
  refutes: ['it is not'],
  refutations: [{ says: 'it is not', when }],
  remedies: [],
  links: [],
});

const waiting = (minutes: number, router: string): Suspect => {
  const group: GoroutineGroup = {
    count: 1,
    state: 'select',
    frames: [{ function: 'x.wait' }, { function: router }, { function: 'net/http.(*conn).serve' }],
    framesElided: false,
    waits: new Map([[minutes, 1]]),
    lockedToThread: 0,
    arguments: [],
    firstLine: 1,
    firstHeader: 'goroutine 1 [select]:',
  };
  return { primary: { groups: [group], waits: group.waits } };
};

const ROUTER = 'github.com/docker/docker/api/server/router/container.(*containerRouter).';
const judge = (snapshot: Snapshot, when: RefutationTest, suspect: Suspect): string | undefined =>
  findRefutation(readFacts(snapshot), cause(when), suspect);

describe('a refutation', () => {
  const lost = { notRestarted: 'containerd' };
  const about = { containers: [ID] };

  test('by a restart holds where the daemon is older than the container, and not where it is younger', () => {
    expect(judge(host(60), lost, about)).toBe('it is not');
    expect(judge(host(180), lost, about)).toBeUndefined();
  });

  test('by a restart does not hold where the age of the daemon is not known', () => {
    expect(judge(host(60, { noTasks: true }), lost, about)).toBeUndefined();
  });

  test('by old calls holds for an inspect of forty minutes, and not for a follower of logs or a young inspect', () => {
    const old = { callsOlderThanMinutes: 5 };
    expect(judge(host(60), old, waiting(40, `${ROUTER}getContainersByName`))).toBe('it is not');
    expect(judge(host(60), old, waiting(2, `${ROUTER}getContainersByName`))).toBeUndefined();
    expect(judge(host(60), old, waiting(40, `${ROUTER}getContainersLogs`))).toBeUndefined();
  });

  test('by young waits holds only where every wait is known to be young', () => {
    const young = { allYoungerThanMinutes: 1 };
    expect(judge(host(60), young, waiting(0, 'x.y'))).toBe('it is not');
    expect(judge(host(60), young, waiting(3, 'x.y'))).toBeUndefined();
    expect(judge(host(60), young, {})).toBeUndefined();
  });

  test('by a process that is not there holds unless the process runs or processes are unknown', () => {
    const none = { noProcess: ['firewalld'] };
    expect(judge(host(60), none, {})).toBe('it is not');
    expect(
      judge(host(60, { args: '/usr/bin/python3 /usr/sbin/firewalld --nofork' }), none, {}),
    ).toBeUndefined();
    expect(judge(host(60, { noTasks: true }), none, {})).toBeUndefined();
  });

  test('by tasks in D holds where no thread is in D, and not where one is or threads are unknown', () => {
    const none = { noBlockedTask: true as const };
    const blocked: BlockedTask = {
      pid: 11,
      tid: 11,
      comm: 'sleep',
      state: 'D',
      kernelStack: [],
      waits: 'nfs',
      backendCandidates: [],
      evidence: [],
    };
    expect(judge(host(60), none, {})).toBe('it is not');
    expect(judge(host(60, { blocked: [blocked] }), none, {})).toBeUndefined();
    expect(judge(host(60, { noTasks: true }), none, {})).toBeUndefined();
  });
});
