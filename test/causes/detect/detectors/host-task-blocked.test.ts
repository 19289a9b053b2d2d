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
import type { Diagnosis } from '../../../../src/model/diagnosis.ts';

const MOUNTS =
  '20 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 20 0:47 / /mnt/vol1 rw - nfs4 nas01:/export/vol1 rw,hard\n';
const NFS = ['rpc_wait_bit_killable', 'nfs4_proc_getattr', 'nfs_getattr', 'vfs_statx'];
const LOCK = ['rwsem_down_write_slowpath', 'down_write', 'do_unlinkat'];
const DISK = ['io_schedule', 'folio_wait_bit_common', 'filemap_fault'];

interface Blocked extends WrittenThread {
  readonly stack: readonly string[];
  readonly killed?: boolean;
}

async function diagnosisOf(task: Blocked, files: Readonly<Record<string, string>> = {}): Promise<Diagnosis> {
  return diagnose({
    'tasks/ps-eLo.txt': threadTable(DOCKERD, CONTAINERD, { state: 'D', ...task }),
    'proc/1/mountinfo': MOUNTS,
    [`proc/${task.pid}/mountinfo`]: MOUNTS,
    [`proc/${task.pid}/task/${task.pid}/mountinfo`]: MOUNTS,
    ...blockedFiles(task.pid, task.comm, task.stack, task.killed),
    ...files,
  });
}

describe('a process of the host in uninterruptible sleep', () => {
  test('is named with its pid and its NFS server when SIGKILL is pending', async () => {
    const diagnosis = await diagnosisOf({ pid: 4711, comm: 'rsync', stack: NFS, killed: true });
    expect(diagnosis.verdict).toBe('stuck');
    expect(findingOf(diagnosis, 'host-task-blocked')).toMatchObject({
      severity: 'warning',
      confidence: 'proven',
      summary:
        '1 task outside of containers is in uninterruptible sleep (D): rsync (4711), waiting for nas01:/export/vol1 (nfs4).',
      tasks: [{ pid: 4711, comm: 'rsync', waits: 'nfs', backend: { source: 'nas01:/export/vol1' } }],
    });
  });

  test.each(['runc', 'runc:[2:INIT]', 'mount.nfs', 'umount'])(
    'is found when it is %s and has run for minutes, whatever it waits for',
    async (comm) => {
      for (const stack of [NFS, LOCK]) {
        const diagnosis = await diagnosisOf({ pid: 4711, comm, stack, elapsedSeconds: 1140 });
        expect(diagnosis.verdict).toBe('stuck');
        expect(findingOf(diagnosis, 'host-task-blocked')?.summary).toMatch(
          /\(4711, started 19\s?m(?:in)? ago\)/,
        );
        const young = await diagnosisOf({ pid: 4711, comm, stack, elapsedSeconds: 3 });
        expect(findingOf(young, 'host-task-blocked')).toBeUndefined();
      }
    },
  );

  test.each(['kubelet', 'containerd-shim', 'sysbox-fs', 'conmon'])(
    'is found when it is %s, which has little to do on a network file system',
    async (comm) => {
      const diagnosis = await diagnosisOf({ pid: 4711, comm, stack: NFS });
      expect(findingOf(diagnosis, 'host-task-blocked')).toMatchObject({
        severity: 'warning',
        confidence: 'possible',
      });
    },
  );

  test('counts whatever it is when the kernel says that its server does not respond', async () => {
    const task = { pid: 4711, comm: 'rsync', stack: NFS };
    expect(findingOf(await diagnosisOf(task), 'host-task-blocked')).toBeUndefined();
    const silent = await diagnosisOf(task, {
      'logs/dmesg.txt': '[ 5000.1] nfs: server nas01 not responding, still trying\n',
    });
    expect(findingOf(silent, 'nfs-server-not-responding')?.tasks).toMatchObject([{ pid: 4711 }]);
  });

  test.each([
    ['a database that reads', 'postgres', false],
    ['a database that is killed while it reads', 'postgres', true],
    ['jbd2', 'jbd2/sda1-8', false],
    ['kubelet', 'kubelet', false],
    ['runc of an hour', 'runc', false],
  ])('is ordinary when it waits for a disk: %s', async (_, comm, killed) => {
    const diagnosis = await diagnosisOf({ pid: 4711, comm, stack: DISK, killed, elapsedSeconds: 3600 });
    expect(findingOf(diagnosis, 'host-task-blocked')).toBeUndefined();
    expect(diagnosis.verdict).toBe('unknown');
  });
});
