// Made up after the real formats, for what the captures lack.

import { describe, expect, it } from 'vitest';
import type { Container } from '../../../src/model/container.ts';
import { ID, blockedTaskOf, blockedThread, collectMadeCase, psRow } from './made-case.ts';

const OTHER_ID = 'd41f9ec9167f8294648ba9089bfd82894d57fd6f47fbf32ca02a0a2c4b0e7a42';
const container = (more: Partial<Container>): Container => ({
  id: ID,
  runtime: 'docker',
  mounts: [],
  evidence: { file: 'docker/containers.json', quote: ID },
  ...more,
});

describe('who is blocked', () => {
  it('the threads of a FUSE server wait for requests, not for an answer', async () => {
    const { facts } = await collectMadeCase({
      'tasks/ps-eLo.txt':
        psRow(50, 1, 'Ssl', 'fuse_dev_do_read', 'sshfs', 'sshfs a:/b /mnt') +
        psRow(51, 1, 'S', 'futex_do_wait', 'app', 'app'),
    });
    expect(facts.blocked).toEqual([]);
  });

  it('kernel threads in D are nobody’s', async () => {
    const { facts } = await collectMadeCase({
      'tasks/ps-eLo.txt':
        psRow(2, 0, 'S', 'kthreadd', 'kthreadd', '[kthreadd]') +
        psRow(88, 2, 'D', 'rescuer_thread', 'jbd2/vda', '[jbd2/vda]'),
    });
    expect(facts.blocked).toEqual([]);
    expect(facts.threadCount).toBe(2);
  });

  it('a thread that was in D only when the table was made is left out', async () => {
    const files = blockedThread({ wchan: 'io_schedule' });
    const { facts } = await collectMadeCase({
      ...files,
      'proc/4711/task/4711/status': 'State:\tR (running)\nPid:\t4711\n',
    });
    expect(facts.blocked).toEqual([]);
  });

  it('with nothing but the thread table the wait channel still tells', async () => {
    const files = { 'tasks/ps-eLo.txt': psRow(4711, 1, 'D', 'nfs_wait_on_request', 'worker', '/app/worker') };
    const { facts, gaps } = await collectMadeCase(files);
    expect(facts.blocked[0]).toMatchObject({ waits: 'nfs', kernelStack: [] });
    expect(facts.blocked[0]).not.toHaveProperty('sigkillPending');
    expect(gaps.map(({ source }) => source)).toContain('proc/4711/task/4711');
  });

  it('without a thread table the threads that were recorded are still found', async () => {
    const { 'tasks/ps-eLo.txt': _, ...files } = blockedThread({ wchan: 'request_wait_answer' });
    const stat = '4711 (worker) D 1 4711 4711 0 -1 4194560 740 0 0 0 0 0 0 0 20 0 1 0 138217 2326528 316 1';
    const { facts, gaps } = await collectMadeCase({ ...files, 'proc/4711/task/4711/stat': stat });
    expect(facts.blocked[0]).toMatchObject({ pid: 4711, comm: 'worker', waits: 'fuse' });
    expect(gaps.map(({ source }) => source)).toContain('tasks/ps-eLo.txt');
  });

  it('a thousand more than are read become a gap', async () => {
    const rows = Array.from({ length: 2100 }, (_, index) =>
      psRow(5000 + index, 1, 'D', 'io_schedule', 'x', 'x'),
    );
    const { facts, gaps } = await collectMadeCase({ 'tasks/ps-eLo.txt': rows.join('') });
    expect(facts.blocked).toHaveLength(2000);
    expect(gaps.find(({ reason }) => reason === 'too-large')?.detail).toContain('2100 threads');
  });

  it('bytes that are no text leave gaps and nothing else', async () => {
    const files = blockedThread({
      wchan: 'request_wait_answer',
      stack: '\0\u0001',
      syscall: '\0',
      cgroup: '\u0007',
      mountinfo: '\0\0',
    });
    const { facts, gaps } = await collectMadeCase(files);
    expect(facts.blocked[0]).toMatchObject({ waits: 'fuse', kernelStack: [] });
    expect(gaps.filter(({ reason }) => reason === 'malformed').length).toBe(4);
  });
});

describe('whose a blocked task is', () => {
  it('its ancestors tell when its cgroup does not', async () => {
    const row = psRow(4711, 60, 'D', 'request_wait_answer', 'worker', '/app/worker');
    const files = { 'tasks/ps-eLo.txt': psRow(60, 50, 'Ss', 'do_wait', 'sh', 'sh') + row };
    const task = await blockedTaskOf(files, [container({ initPid: 60 })]);
    expect(task.containerId).toBe(ID);
  });

  it.each([
    [`containerd-shim -namespace moby -workdir /var/lib/x/moby/${ID} -address /run/c.sock`, ID],
    [`/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/c.sock`, ID],
    [`/usr/bin/conmon -b /run/x -c ${ID} -n name`, ID],
    [`docker-containerd-shim ${ID} /var/run/docker/libcontainerd/${ID} docker-runc`, ID],
    // The id is the pod sandbox's.
    [`/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id ${ID} -address /run/c.sock`, undefined],
    [`/bin/sh -c ${ID}`, undefined],
  ])('its shim is %s', async (shim, id) => {
    const row = psRow(4711, 50, 'D', 'request_wait_answer', 'worker', '/app/worker');
    const task = await blockedTaskOf({
      'tasks/ps-eLo.txt': psRow(50, 1, 'Sl', 'futex_do_wait', 'shim', shim) + row,
    });
    expect(task.containerId).toBe(id);
  });

  it('of two containers in its cgroup the one that the daemon knows', async () => {
    const files = blockedThread({
      wchan: 'request_wait_answer',
      cgroup: `0::/docker/${ID}/docker/${OTHER_ID}\n`,
    });
    const task = await blockedTaskOf(files, [container({ id: OTHER_ID })]);
    expect(task.containerId).toBe(OTHER_ID);
  });
});

describe('without its own mountinfo', () => {
  const host =
    '27 1 254:0 / / rw - ext4 /dev/vda rw\n42 27 0:39 / /mnt/a rw - fuse.x a rw\n43 27 0:40 / /mnt/b rw - fuse.x b rw\n';

  it('the container’s mounts and the host’s tell the backend', async () => {
    const files = blockedThread({ wchan: 'request_wait_answer', cgroup: `0::/docker/${ID}\n` });
    const mounts = [{ source: '/mnt/b/sub', destination: '/data' }];
    const task = await blockedTaskOf({ ...files, 'proc/1/mountinfo': host }, [container({ mounts })]);
    expect(task.backend).toEqual({ source: 'b', fstype: 'fuse.x', mountPoint: '/mnt/b', device: '0:40' });
  });

  it('a container whose mounts are not known may wait for any of the host', async () => {
    const one = '42 27 0:39 / /mnt/a rw - fuse.x a rw\n';
    const files = blockedThread({ wchan: 'request_wait_answer', cgroup: `0::/docker/${ID}\n` });
    const task = await blockedTaskOf({ ...files, 'proc/1/mountinfo': one });
    expect(task).not.toHaveProperty('backend');
    expect(task.backendCandidates.map(({ source }) => source)).toEqual(['a']);
  });
});

describe('a lock of the kernel', () => {
  const mountinfo = '30 1 0:39 / /data rw - fuse.x a rw\n31 1 0:40 / /more rw - fuse.x b rw\n';
  const first = blockedThread({
    wchan: 'request_wait_answer',
    syscall: '0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x47b6\n',
    fds: '3 /data/x\n',
    mountinfo,
  });
  const waiting = {
    ...first,
    'tasks/ps-eLo.txt':
      (first['tasks/ps-eLo.txt'] ?? '') + psRow(4712, 1, 'D', 'iterate_dir', 'ls', 'ls /data/y'),
    'proc/4712/task/4712/mountinfo': mountinfo,
    'proc/4712/task/4712/stack':
      '[<0>] rwsem_down_read_slowpath+0x27a/0x640\n[<0>] iterate_dir+0x130/0x2d0\n',
  };

  it('is traced by its descriptor to the mount for which another task waits', async () => {
    const { facts } = await collectMadeCase({
      ...waiting,
      'proc/4712/task/4712/syscall': '217 0x4 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x47b6\n',
      'proc/4712/task/4712/fd.txt': '4 /data/y\n',
    });
    expect(facts.blocked[1]).toMatchObject({
      pid: 4712,
      waits: 'lock',
      backend: { source: 'a' },
      backendProof: 'descriptor',
    });
  });

  it('is not traced by the command line', async () => {
    const { facts } = await collectMadeCase(waiting);
    expect(facts.blocked[1]).not.toHaveProperty('backend');
    expect(facts.blocked[1]?.backendCandidates.map(({ source }) => source)).toEqual(['a']);
  });
});

describe('the first process of a container', () => {
  const one = [container({ initPid: 4711, state: 'running' })];
  const inits = async (files: Record<string, string>, containers = one) =>
    (await collectMadeCase(files, containers)).facts.inits;

  it('is exiting when it has no memory and its children remain', async () => {
    const files = { 'tasks/ps-eLo.txt': psRow(4711, 50, 'Ss', 'do_wait', 'sleep', '[sleep]') };
    expect(await inits(files)).toMatchObject([{ containerId: ID, pid: 4711, state: 'exiting' }]);
  });

  it('is alive when it only cleared its arguments', async () => {
    const files = { 'tasks/ps-eLo.txt': psRow(4711, 50, 'Ss', 'do_wait', 'sleep', '[sleep]') };
    const status = 'State:\tS (sleeping)\nPid:\t4711\nVmRSS:\t    1320 kB\n';
    expect(await inits({ ...files, 'proc/4711/status': status })).toMatchObject([{ state: 'alive' }]);
  });

  it('is a zombie when ps says so', async () => {
    const files = { 'tasks/ps-eLo.txt': psRow(4711, 50, 'Zs', '-', 'sleep', '[sleep] <defunct>') };
    expect(await inits(files)).toMatchObject([{ state: 'zombie' }]);
  });

  it('is gone only where the runtime says that it runs', async () => {
    const files = { 'tasks/ps-eLo.txt': psRow(1, 0, 'Ss', 'do_epoll_wait', 'init', '/sbin/init') };
    expect(await inits(files)).toMatchObject([{ pid: 4711, state: 'gone' }]);
    expect(await inits(files, [container({ initPid: 4711, state: 'exited' })])).toEqual([]);
  });

  it('is the eldest child of its shim when the API did not tell', async () => {
    const shim = `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/c.sock`;
    const files = {
      'tasks/ps-eLo.txt':
        psRow(50, 1, 'Sl', 'futex_do_wait', 'containerd-shim', shim) +
        psRow(70, 50, 'Ss', 'do_wait', 'app', 'app') +
        psRow(71, 50, 'Ss', 'do_wait', 'sh', 'sh'),
    };
    expect(await inits(files, [])).toMatchObject([{ containerId: ID, pid: 70, state: 'alive' }]);
  });
});
