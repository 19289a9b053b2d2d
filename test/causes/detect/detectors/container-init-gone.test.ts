import { describe, expect, test } from 'vitest';
import {
  blockedFiles,
  CONTAINERD,
  diagnose,
  DOCKERD,
  findingOf,
  threadTable,
  type WrittenThread,
} from './written-host.ts';
import type { Finding } from '../../../../src/model/diagnosis.ts';

const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const SHIM: WrittenThread = {
  pid: 4000,
  comm: 'containerd-shim',
  args: `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/containerd/containerd.sock`,
};
const INIT: WrittenThread = { pid: 4711, parentPid: 4000, comm: 'nginx' };
const DAEMONS = [DOCKERD, CONTAINERD, SHIM];

async function foundAmong(
  threads: readonly WrittenThread[],
  { status = 'running', startedAt = '2026-11-22T02:00:00Z', files = {} } = {},
): Promise<Finding | undefined> {
  const inspect = {
    Id: ID,
    Name: '/web',
    State: {
      Status: status,
      Running: status === 'running',
      Pid: status === 'running' ? 4711 : 0,
      StartedAt: startedAt,
    },
    Config: {},
  };
  const diagnosis = await diagnose({
    'tasks/ps-eLo.txt': threadTable(...threads),
    'docker/containers.json': JSON.stringify([{ Id: ID, Names: ['/web'], State: status, Status: '' }]),
    [`docker/inspect-${ID}.json`]: JSON.stringify(inspect),
    ...files,
  });
  const finding = findingOf(diagnosis, 'container-init-gone');
  if (finding !== undefined) expect(diagnosis.verdict).toBe('stuck');
  return finding;
}

describe('a container that is called running, whose init has exited', () => {
  test('is a finding when no such process is in the table', async () => {
    expect(await foundAmong(DAEMONS)).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      summary:
        'The runtime lists web as running, but its init has exited: PID 4711 is not in the process table.',
      containers: [{ id: ID, name: 'web' }],
    });
  });

  test('is a finding when the process is a zombie', async () => {
    const zombie = { ...INIT, state: 'Z', args: '[nginx] <defunct>' };
    expect((await foundAmong([...DAEMONS, zombie]))?.summary).toContain('PID 4711 is a zombie');
  });
});

test('a container whose init has exited is a finding while a child of the init is in D', async () => {
  const init = { ...INIT, wchan: 'zap_pid_ns_processes', args: '[nginx]' };
  const child = { pid: 4712, parentPid: 4711, comm: 'dd', state: 'D' };
  const files = blockedFiles(4712, 'dd', ['rpc_wait_bit_killable', 'nfs_getattr']);
  const finding = await foundAmong([...DAEMONS, init, child], { files });
  expect(finding?.summary).toContain(
    'PID 4711 waits for its children, which are in uninterruptible sleep (D)',
  );
  expect(await foundAmong([...DAEMONS, init])).toBeUndefined();
});

describe('a container is as its runtime says', () => {
  test('when its init runs, or only the first thread of it has ended', async () => {
    expect(await foundAmong([...DAEMONS, INIT])).toBeUndefined();
    const threads = [
      { ...INIT, state: 'Z', args: '[nginx] <defunct>' },
      { ...INIT, tid: 4712 },
    ];
    expect(await foundAmong([...DAEMONS, ...threads])).toBeUndefined();
  });

  test('when it has exited, or was started within the last minute', async () => {
    expect(await foundAmong(DAEMONS, { status: 'exited' })).toBeUndefined();
    expect(await foundAmong(DAEMONS, { startedAt: '2026-11-24T02:08:30Z' })).toBeUndefined();
  });

  test('when the thread table is of another pid namespace than the daemon, as it is not in it', async () => {
    expect(await foundAmong([CONTAINERD])).toBeUndefined();
  });
});
