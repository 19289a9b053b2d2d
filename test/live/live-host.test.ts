import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

const scratch = temporaryFolder();
const me = process.pid;
const text = async (host: Host, path: string): Promise<string> =>
  Buffer.from(await host.read(path)).toString();

describe('this machine', () => {
  let host: Host;
  beforeAll(async () => {
    host = await openLiveHost();
  });
  afterAll(() => host.close());

  it('tells its name, its kernel and the time', async () => {
    expect(host).toMatchObject({ name: 'this host', live: true });
    expect(await text(host, 'uname')).toMatch(new RegExp(`^Linux ${hostname()} `));
    expect(Number.isNaN(Date.parse((await text(host, 'captured_at')).trim()))).toBe(false);
  });

  it.each([
    'proc/loadavg',
    'proc/meminfo',
    'proc/uptime',
    'proc/stat',
    'proc/net/unix',
    'proc/sys/fs/file-nr',
    'proc/sys/fs/nr_open',
    ...['stat', 'status', 'limits', 'cgroup', 'cmdline', 'mountinfo', 'smaps_rollup'].map(
      (name) => `proc/${me}/${name}`,
    ),
    ...['stat', 'status', 'wchan', 'comm', 'cmdline', 'mountinfo'].map(
      (name) => `proc/${me}/task/${me}/${name}`,
    ),
  ])('gives %s', async (path) => {
    expect((await host.read(path)).byteLength).toBeGreaterThan(0);
  });

  it('makes the list of descriptors of a process and of a thread', async () => {
    for (const folder of [`proc/${me}`, `proc/${me}/task/${me}`]) {
      expect(await text(host, `${folder}/fd.txt`)).toMatch(/^0 \S.*\n(?:\d+ .+\n)+$/);
      expect(await host.list(folder)).toContain('fd.txt');
    }
    expect(await host.list('proc')).toContain(String(me));
    expect(await host.list('proc/999999999')).toEqual([]);
  });

  it.each([
    ['proc/999999999/stat', 'absent'],
    [`proc/${me}/root/etc/passwd`, 'unsupported'],
    [`proc/${me}/fd/0`, 'unsupported'],
    [`proc/${me}/mem`, 'unsupported'],
    ['proc/kmsg', 'unsupported'],
    ['proc/kcore', 'unsupported'],
    ['../etc/passwd', 'absent'],
    ['/etc/passwd', 'absent'],
    ['etc/passwd', 'absent'],
    ['sockets/ss-xanp.txt', 'absent'],
    ['cri/Nothing.json', 'absent'],
    ['run/other/config.json', 'absent'],
  ])('does not give %s: %s', async (path, reason) => {
    await expect(host.read(path)).rejects.toMatchObject({ name: 'HostError', reason });
  });

  it('lists its threads, this one among them, by pid and tid', async () => {
    const threads = await host.threads();
    const own = threads.filter(({ pid }) => pid === me);
    expect(own.some(({ tid }) => tid === me)).toBe(true);
    expect(own.length).toBeGreaterThan(1);
    expect(own[0]).toMatchObject({ parentPid: process.ppid, line: 0 });
    expect(threads).toEqual(threads.toSorted((a, b) => a.pid - b.pid || a.tid - b.tid));
  });

  it('gives the command line of a process, and a name in brackets where there is none', async () => {
    const child = spawn('sleep', ['61.5'], { stdio: 'ignore' });
    try {
      const threads = await host.threads();
      expect(threads.find(({ pid }) => pid === child.pid)).toMatchObject({
        comm: 'sleep',
        args: 'sleep 61.5',
        state: 'S',
      });
      const ofKernel = threads.find(({ parentPid }) => parentPid === 2);
      if (ofKernel !== undefined) expect(ofKernel.args).toBe(`[${ofKernel.comm}]`);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('lists its unix sockets with their owners', async () => {
    const table = await host.unixSockets();
    expect(table.count).toBeGreaterThan(0);
    expect((await host.unixSockets()).file).toBe(table.file);
  });

  it('says what is asked of a limit', async () => {
    await expect(host.read(`proc/${me}/status`, { maxBytes: 10 })).rejects.toMatchObject({
      reason: 'too-large',
    });
  });
});

describe('a root that is mounted elsewhere', () => {
  it('is the only place that is looked at', async () => {
    const root = join(scratch, 'root-1');
    const state = join(root, 'run/containerd/io.containerd.runtime.v2.task/k8s.io', 'a'.repeat(64));
    await mkdir(state, { recursive: true });
    await writeFile(join(state, 'config.json'), '{"annotations":{}}');
    await mkdir(join(root, 'proc'), { recursive: true });
    await writeFile(join(root, 'proc/loadavg'), '1 2 3 4/5 6\n');
    await mkdir(join(root, 'var/log'), { recursive: true });
    await writeFile(join(root, 'var/log/kubelet.log'), 'I1124 02:12:45.000000 1 a.go:1] hello\n');
    await writeFile(join(root, 'var/log/syslog'), 'Nov 24 02:12:45 a dockerd[7]: forged\n');
    const host = await openLiveHost({ root });
    expect(host.name).toBe(`the host below ${root}`);
    expect(await text(host, 'proc/loadavg')).toBe('1 2 3 4/5 6\n');
    const tasks = 'run/containerd/io.containerd.runtime.v2.task';
    expect(await host.list(tasks)).toEqual(['k8s.io']);
    expect(await text(host, `${tasks}/k8s.io/${'a'.repeat(64)}/config.json`)).toBe('{"annotations":{}}');
    expect(await text(host, 'logs/kubelet.log')).toContain('hello');
    // No dockerd runs there: anybody may have written this.
    await expect(host.read('logs/dockerd.log')).rejects.toMatchObject({ reason: 'absent' });
    await expect(host.read('logs/containerd.log')).rejects.toMatchObject({ reason: 'absent' });
    await expect(host.read('dockerd.pid')).rejects.toMatchObject({ reason: 'absent' });
    expect(host.gaps()).toContainEqual(expect.objectContaining({ source: 'daemons', reason: 'absent' }));
    expect(await host.threads()).toEqual([]);
    await host.close();
  });

  it('gives only the end of a long log', async () => {
    const root = join(scratch, 'root-2');
    await mkdir(join(root, 'var/log'), { recursive: true });
    await writeFile(join(root, 'var/log/kubelet.log'), `${'old line\n'.repeat(1000)}new line\n`);
    const host = await openLiveHost({ root, logTailBytes: 18 });
    expect(await text(host, 'logs/kubelet.log')).toBe('old line\nnew line\n');
    await host.close();
  });

  it('without anything in it rejects with HostError only', async () => {
    const host = await openLiveHost({ root: '/nowhere/at/all' });
    for (const path of [
      'uname',
      'proc/stat',
      'logs/kubelet.log',
      'docker/info.json',
      'pprof/dockerd/heap.pb.gz',
    ]) {
      await host.read(path).catch((error: unknown) => expect(error).toMatchObject({ name: 'HostError' }));
    }
    expect(await host.list('proc')).toEqual([]);
    await host.close();
  });
});
