// Nothing here was recorded: the captures hold only FUSE and one frozen ext4 on kernel 6.18. Stacks are those that
// kernels 3.10 to 6.x are known to print; the files around them follow the real formats.

import { describe, expect, it } from 'vitest';
import { ID, blockedTaskOf, blockedThread, collectMadeCase, psRow } from './made-case.ts';

const ROOT =
  '316 225 0:108 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A,upperdir=/var/lib/docker/overlay2/b/diff,workdir=/var/lib/docker/overlay2/b/work\n';
const FUSE_A = '332 316 0:39 / /data rw,nosuid - fuse.sshfs nas01:/a rw,user_id=0\n';
const FUSE_B = '333 316 0:40 / /more rw,nosuid - fuse.s3fs s3://b rw,user_id=0\n';
const NFS = '340 316 0:52 / /srv rw,relatime - nfs4 filer:/vol rw,vers=4.1,hard\n';
const EXT4 = '416 396 7:0 / /var/lib/ledger rw,relatime - ext4 /dev/loop0 rw\n';
const HOSTS = '414 396 254:0 /var/lib/docker/containers/x/hosts /etc/hosts rw,relatime - ext4 /dev/vda rw\n';

const FUSE_OPEN =
  '[<0>] request_wait_answer+0x151/0x210\n[<0>] __fuse_simple_request+0x120/0x330\n[<0>] fuse_lookup_name+0xbf/0x220\n';
const AT_FDCWD = '257 0xffffff9c 0x14d8c91b 0x0 0x0 0x0 0x558b93 0x7ffc7cff1f80 0x47b5e1\n';

describe('NFS', () => {
  it('is known by an old stack with addresses and modules', async () => {
    const task = await blockedTaskOf(
      blockedThread({
        wchan: 'rpc_wait_bit_killable',
        stack:
          '[<ffffffffc012d444>] rpc_wait_bit_killable+0x24/0xb0 [sunrpc]\n' +
          '[<ffffffffc012e53d>] __rpc_execute+0x14d/0x440 [sunrpc]\n' +
          '[<ffffffffc0211542>] nfs_permission+0x112/0x1a0 [nfs]\n' +
          '[<ffffffffffffffff>] 0xffffffffffffffff\n',
        mountinfo: ROOT + NFS,
      }),
    );
    expect(task).toMatchObject({
      waits: 'nfs',
      sigkillPending: true,
      backend: { source: 'filer:/vol', fstype: 'nfs4', mountPoint: '/srv', device: '0:52' },
    });
  });

  it('is known below a page wait, which alone would be a disk', async () => {
    const stack =
      '[<0>] folio_wait_bit_common+0x13d/0x350\n[<0>] folio_wait_writeback+0x2c/0x90\n[<0>] nfs_wb_all+0x27/0xf0 [nfs]\n';
    const task = await blockedTaskOf(
      blockedThread({ wchan: 'folio_wait_bit_common', stack, mountinfo: ROOT + NFS }),
    );
    expect(task).toMatchObject({ waits: 'nfs', backend: { source: 'filer:/vol' } });
  });
});

it('CIFS waits for something else than the known kinds, and its mount is named', async () => {
  const task = await blockedTaskOf(
    blockedThread({
      wchan: 'wait_for_response',
      stack: '[<0>] wait_for_response+0x61/0x80 [cifs]\n[<0>] compound_send_recv+0x2bd/0x9c0 [cifs]\n',
      mountinfo: `${ROOT}350 316 0:61 / /share rw - cifs //win/share rw,vers=3.1.1\n`,
    }),
  );
  expect(task).toMatchObject({ waits: 'other', backend: { source: '//win/share', fstype: 'cifs' } });
});

describe('two FUSE mounts', () => {
  const mountinfo = ROOT + FUSE_A + FUSE_B;

  it('are told apart by the descriptor of the system call', async () => {
    const read = '0 0x3 0x7f3438f76000 0x1000 0x1b6 0x0 0x558b93 0x7ffe76bcc9b8 0x47b6fd\n';
    const task = await blockedTaskOf(
      blockedThread({
        wchan: 'request_wait_answer',
        stack: FUSE_OPEN,
        syscall: read,
        fds: '3 /more/x y (deleted)\n',
        mountinfo,
      }),
    );
    expect(task.backend?.source).toBe('s3://b');
    expect(task.syscall?.name).toBe('read');
  });

  it('are told apart by the descriptor on aarch64, where read is 63', async () => {
    const read = '63 0x3 0xffff8f760000 0x1000 0x0 0x0 0x0 0xffffe76bcc90 0xffff9347b6fc\n';
    const files = blockedThread({
      wchan: 'request_wait_answer',
      stack: FUSE_OPEN,
      syscall: read,
      fds: '3 /more/x\n',
      mountinfo,
    });
    const uname = 'Linux arm 6.1.0-13-arm64 #1 SMP Debian 6.1.55-1 aarch64 GNU/Linux\n';
    const task = await blockedTaskOf({ ...files, uname });
    expect(task.backend?.source).toBe('s3://b');
  });

  it('are put in order by a path in the command line, and not told apart', async () => {
    const task = await blockedTaskOf(
      blockedThread({
        wchan: 'request_wait_answer',
        stack: FUSE_OPEN,
        syscall: AT_FDCWD,
        command: 'sh -c dd if=/more/x of=/tmp/y',
        mountinfo,
      }),
    );
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates.map(({ source }) => source)).toEqual(['s3://b', 'nas01:/a']);
  });

  it('are put in order by the current folder before the command line', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({
        wchan: 'request_wait_answer',
        stack: FUSE_OPEN,
        syscall: AT_FDCWD,
        command: 'tar czf /data/backup.tgz .',
        mountinfo,
      }),
      'proc/4711/cwd': '/more/work\n',
    });
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates.map(({ source }) => source)).toEqual(['s3://b', 'nas01:/a']);
  });

  it('are not told apart by the folder of a path, which may be absolute', async () => {
    const task = await blockedTaskOf(
      blockedThread({
        wchan: 'request_wait_answer',
        stack: FUSE_OPEN,
        syscall: AT_FDCWD.replace('0xffffff9c', '0x5'),
        fds: '5 /more\n',
        mountinfo,
      }),
    );
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates.map(({ source }) => source)).toEqual(['s3://b', 'nas01:/a']);
  });

  it('are told apart against the command line when only one has requests', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({
        wchan: 'request_wait_answer',
        stack: FUSE_OPEN,
        syscall: AT_FDCWD,
        command: 'tar czf /more/backup.tgz .',
        mountinfo,
      }),
      'sys/fs/fuse/connections/39/waiting': '1\n',
      'sys/fs/fuse/connections/40/waiting': '0\n',
    });
    expect(task).toMatchObject({ backend: { source: 'nas01:/a' }, backendProof: 'requests' });
  });

  it('are both named when both have requests and the system call has a path', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({
        wchan: 'request_wait_answer',
        stack: FUSE_OPEN,
        syscall: AT_FDCWD,
        command: 'cat /data/x',
        mountinfo,
      }),
      'sys/fs/fuse/connections/39/waiting': '1\n',
      'sys/fs/fuse/connections/40/waiting': '1\n',
    });
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates).toHaveLength(2);
  });

  const read = (fds: string, more: Record<string, string> = {}): Record<string, string> => ({
    ...blockedThread({
      wchan: 'request_wait_answer',
      stack: FUSE_OPEN,
      syscall: '0 0x3 0x7f3438f76000 0x1000 0x1b6 0x0 0x558b93 0x7ffe76bcc9b8 0x47b6fd\n',
      fds,
      mountinfo,
    }),
    ...more,
  });

  it('are told apart by the mount of the open file, whatever its path looks like', async () => {
    const fdinfo = { 'proc/4711/task/4711/fdinfo/3': 'pos:\t0\nflags:\t0100000\nmnt_id:\t332\nino:\t7\n' };
    const task = await blockedTaskOf(read('3 /more/x\n', fdinfo));
    expect(task).toMatchObject({ backend: { source: 'nas01:/a' }, backendProof: 'descriptor' });
  });

  it('are not told apart by an open file on a mount that the task does not see', async () => {
    const task = await blockedTaskOf(
      read('3 /more/x\n', {
        'proc/4711/task/4711/fdinfo/3': 'pos:\t0\nmnt_id:\t999\n',
        'sys/fs/fuse/connections/39/waiting': '1\n',
        'sys/fs/fuse/connections/40/waiting': '0\n',
      }),
    );
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates.map(({ source }) => source)).toEqual(['nas01:/a']);
  });

  it('are not told apart by a descriptor that leads to one without any request', async () => {
    const waiting = {
      'sys/fs/fuse/connections/39/waiting': '1\n',
      'sys/fs/fuse/connections/40/waiting': '0\n',
    };
    const task = await blockedTaskOf(read('3 /more/x\n', waiting));
    expect(task).toMatchObject({ backend: { source: 'nas01:/a' }, backendProof: 'requests' });
  });

  it('are both named when a copy has one open on each', async () => {
    const files = read('3 /data/x\n4 /more/y\n');
    const sendfile = '40 0x4 0x3 0x0 0x1000000 0x0 0x1000000 0x7ffe62c3fa28 0x47cf\n';
    const task = await blockedTaskOf({ ...files, 'proc/4711/task/4711/syscall': sendfile });
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates).toHaveLength(2);
  });

  it('are told apart by the source of a copy whose target is no file', async () => {
    const files = read('3 /data/x\n4 pipe:[77]\n');
    const sendfile = '40 0x4 0x3 0x0 0x1000000 0x0 0x1000000 0x7ffe62c3fa28 0x47cf\n';
    const task = await blockedTaskOf({ ...files, 'proc/4711/task/4711/syscall': sendfile });
    expect(task).toMatchObject({ backend: { source: 'nas01:/a' }, backendProof: 'descriptor' });
  });

  it('are not told apart by the number that close has given free', async () => {
    const close = '3 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe62c3fa28 0x47cf\n';
    const task = await blockedTaskOf({ ...read('3 /more/y\n'), 'proc/4711/task/4711/syscall': close });
    expect(task).not.toHaveProperty('backend');
  });

  it('are told apart by the requests that were not answered', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({ wchan: 'request_wait_answer', stack: FUSE_OPEN, mountinfo }),
      'sys/fs/fuse/connections/39/waiting': '0\n',
      'sys/fs/fuse/connections/40/waiting': '3\n',
    });
    expect(task.backend?.source).toBe('s3://b');
    expect(task.evidence.at(-1)).toEqual({ file: 'sys/fs/fuse/connections/40/waiting', line: 1, quote: '3' });
  });

  it('are not taken for one that was unmounted lazily and still has requests', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({ wchan: 'request_wait_answer', stack: FUSE_OPEN, mountinfo: ROOT + FUSE_A }),
      'sys/fs/fuse/connections/39/waiting': '0\n',
      'sys/fs/fuse/connections/77/waiting': '1\n',
    });
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates).toHaveLength(1);
  });

  it('are both named when nothing tells them apart', async () => {
    const task = await blockedTaskOf(
      blockedThread({ wchan: 'request_wait_answer', stack: FUSE_OPEN, mountinfo }),
    );
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates.map(({ source }) => source)).toEqual(['nas01:/a', 's3://b']);
  });
});

it('a mount point that is the beginning of another name does not count', async () => {
  const mountinfo = `${ROOT}${FUSE_A}334 316 0:41 / /database rw - fuse.x db rw\n`;
  const task = await blockedTaskOf(
    blockedThread({
      wchan: 'request_wait_answer',
      stack: FUSE_OPEN,
      syscall: '0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x47b6\n',
      fds: '3 /database/x\n',
      mountinfo,
    }),
  );
  expect(task.backend?.source).toBe('db');
});

it('the only FUSE mount is not certain when the kernel counts no request on it', async () => {
  const task = await blockedTaskOf({
    ...blockedThread({ wchan: 'request_wait_answer', stack: FUSE_OPEN, mountinfo: ROOT + FUSE_A }),
    'sys/fs/fuse/connections/39/waiting': '0\n',
  });
  expect(task).not.toHaveProperty('backend');
  expect(task.backendCandidates.map(({ source }) => source)).toEqual(['nas01:/a']);
});

describe.each([
  ['NFS', 'rpc_wait_bit_killable', NFS, '341 316 0:53 / /other rw - nfs4 filer2:/vol rw,hard\n', '/srv/x'],
  [
    'a frozen file system',
    '__sb_start_write',
    EXT4,
    '417 396 7:1 / /other rw - ext4 /dev/loop1 rw\n',
    '/var/lib/ledger/x',
  ],
])('two mounts of %s', (_name, wchan, first, second, path) => {
  it('are not told apart by the command line', async () => {
    const task = await blockedTaskOf(
      blockedThread({ wchan, syscall: AT_FDCWD, command: `dd of=${path}`, mountinfo: ROOT + second + first }),
    );
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates[0]?.mountPoint).toBe(path.replace('/x', ''));
    expect(task.backendCandidates).toHaveLength(2);
  });
});

it('the machine is seen in the stack when uname was not recorded', async () => {
  const files = blockedThread({
    wchan: 'request_wait_answer',
    stack: `${FUSE_OPEN}[<0>] el0_svc_common.constprop.0+0x4c/0x110\n`,
    syscall: '63 0x3 0xffff8f760000 0x1000 0x0 0x0 0x0 0xffffe76bcc90 0xffff9347b6fc\n',
    fds: '3 /more/x\n',
    mountinfo: ROOT + FUSE_A + FUSE_B,
  });
  expect((await blockedTaskOf({ ...files, uname: '' })).backend?.source).toBe('s3://b');
});

describe('a frozen file system', () => {
  const frozen =
    '[<0>] percpu_rwsem_wait+0x15f/0x1d0\n[<0>] vfs_write+0x2a1/0x3c0\n[<0>] ksys_write+0x6f/0xf0\n';
  const write = '1 0x4 0x7f3438f76000 0x1000 0x1b6 0x0 0x558b93 0x7ffe76bcc9b8 0x47b6fd\n';
  const host = '27 1 254:0 / / rw - ext4 /dev/vda rw\n45 27 8:16 / /var/lib/docker rw - xfs /dev/sdb rw\n';

  it('is found by the descriptor that is written to', async () => {
    const mountinfo = ROOT + HOSTS + EXT4;
    const task = await blockedTaskOf(
      blockedThread({
        wchan: 'percpu_rwsem_wait',
        stack: frozen,
        syscall: write,
        fds: '4 /var/lib/ledger/wal\n',
        mountinfo,
      }),
    );
    expect(task).toMatchObject({ waits: 'frozen-fs', backend: { source: '/dev/loop0', device: '7:0' } });
  });

  it('may be the one below the overlay of the container', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({
        wchan: 'percpu_rwsem_wait',
        stack: frozen,
        syscall: write,
        fds: '4 /tmp/x\n',
        mountinfo: ROOT + HOSTS,
      }),
      'dockerd.pid': '900\n',
      'proc/900/mountinfo': host,
    });
    expect(task).toMatchObject({
      waits: 'frozen-fs',
      backend: { source: '/dev/sdb', fstype: 'xfs', mountPoint: '/var/lib/docker', device: '8:16' },
    });
    expect(task.evidence.at(-1)?.file).toBe('proc/900/mountinfo');
  });

  it('is not the one of the host, to which its own daemons write and do not wait', async () => {
    const files: Record<string, string> = {
      ...blockedThread({
        wchan: 'percpu_rwsem_wait',
        stack: frozen.replace('vfs_write', 'mnt_want_write'),
        syscall: AT_FDCWD,
        cgroup: `0::/docker/${ID}\n`,
        mountinfo: ROOT + HOSTS + EXT4,
      }),
      'dockerd.pid': '900\n',
      'proc/900/mountinfo': '27 1 254:0 / / rw - ext4 /dev/vda rw\n',
    };
    expect((await blockedTaskOf(files)).backend?.source).toBe('/dev/loop0');
    const { facts } = await collectMadeCase({
      ...files,
      'tasks/ps-eLo.txt':
        (files['tasks/ps-eLo.txt'] ?? '') + psRow(950, 1, 'D', 'mnt_want_write', 'journald', 'journald'),
      'proc/950/task/950/stat':
        '950 (journald) D 1 950 950 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 1 2 3 1\n',
      'proc/950/cgroup': '0::/system.slice/journald.service\n',
    });
    const worker = facts.blocked.find(({ pid }) => pid === 4711);
    expect(worker).not.toHaveProperty('backend');
    expect(worker?.backendCandidates).toHaveLength(2);
  });

  it('is known on RHEL 7, where the writer sleeps in __sb_start_write', async () => {
    const stack =
      '[<ffffffff8124a1f5>] __sb_start_write+0xe5/0x110\n[<ffffffff8126a2ea>] mnt_want_write+0x2a/0x60\n';
    const task = await blockedTaskOf(
      blockedThread({ wchan: '__sb_start_write', stack, mountinfo: ROOT + EXT4 }),
    );
    expect(task).toMatchObject({ waits: 'frozen-fs', backend: { source: '/dev/loop0' } });
  });

  it('is known without a stack when the system call writes', async () => {
    const files = blockedThread({ wchan: 'percpu_rwsem_wait', syscall: write, mountinfo: EXT4 });
    expect(await blockedTaskOf(files)).toMatchObject({ waits: 'frozen-fs' });
  });

  it('is not what a fork or a move between cgroups waits for', async () => {
    for (const below of [
      'copy_process+0x1234/0x2000',
      'percpu_down_write+0x51/0x130',
      'exit_signals+0x2a/0x100',
    ]) {
      const stack = `[<0>] percpu_rwsem_wait+0x15f/0x1d0\n[<0>] ${below}\n[<0>] vfs_write+0x1/0x2\n`;
      const task = await blockedTaskOf(blockedThread({ wchan: 'percpu_rwsem_wait', stack, mountinfo: EXT4 }));
      expect(task.waits).toBe('lock');
    }
  });
});

describe('a frozen cgroup', () => {
  it('of v1 is named by its path below the freezer', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({
        wchan: '__refrigerator',
        stack: '[<0>] __refrigerator+0x76/0x150\n[<0>] futex_wait_queue_me+0x11e/0x120\n',
        cgroup: `6:freezer:/docker/${ID}\n0::/docker/${ID}\n`,
        mountinfo: ROOT,
      }),
      'proc/1/mountinfo': '37 31 0:34 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n',
    });
    expect(task).toMatchObject({
      waits: 'frozen-cgroup',
      containerId: ID,
      backend: {
        source: `/docker/${ID}`,
        fstype: 'cgroup',
        mountPoint: '/sys/fs/cgroup/freezer',
        device: '0:34',
      },
    });
  });

  it('of v2 holds its tasks in S', async () => {
    const task = await blockedTaskOf({
      ...blockedThread({
        wchan: 'do_freezer_trap',
        state: 'S',
        cgroup: `0::/system.slice/docker-${ID}.scope\n`,
      }),
      'proc/1/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n',
    });
    expect(task).toMatchObject({
      waits: 'frozen-cgroup',
      state: 'S',
      backend: { fstype: 'cgroup2', device: '0:26' },
    });
  });
});
