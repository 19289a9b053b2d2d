import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findDaemons, type FoundDaemons } from '../../../../src/live/daemons/find-daemons.ts';
import { NOBODY, openFolder, sleeperNamed, start } from './impostors.ts';

const look = (): Promise<FoundDaemons> => findDaemons('/proc');
const believed = ({ daemons }: FoundDaemons): readonly number[] => daemons.map(({ pid }) => pid);

describe('a process that only carries the name of a daemon', () => {
  it('is ignored when it is another user’s, however old it is, and the real one is believed', async () => {
    const folder = openFolder();
    const program = sleeperNamed(folder, 'dockerd');
    const impostor = await start(program, { uid: NOBODY });
    const real = await start(program);
    const found = await look();
    expect(believed(found)).toContain(real);
    expect(believed(found)).not.toContain(impostor);
    expect(found.ignored).toContainEqual({
      pid: impostor,
      name: 'dockerd',
      uid: NOBODY,
      because: 'it runs as uid 65534, not as root',
    });
    const daemon = found.daemons.find(({ pid }) => pid === real);
    expect(daemon?.identity).toEqual(
      expect.arrayContaining(['uid 0', 'the PID, mount and user namespaces of the host']),
    );
    expect(daemon?.identity.at(-1)).toBe('executable owned by root (mode 755)');
  });

  it('is ignored under a name of several programs too, but not as the client docker', async () => {
    const folder = openFolder();
    const names = ['k3s', 'rke2', 'hyperkube', 'docker-containe', 'docker'];
    const pids = await Promise.all(names.map((name) => start(sleeperNamed(folder, name), { uid: NOBODY })));
    const ignored = (await look()).ignored.filter(({ pid }) => pids.includes(pid));
    expect(ignored.map(({ name }) => name).sort()).toEqual(['docker-containe', 'hyperkube', 'k3s', 'rke2']);
  });

  it('is ignored when root runs it in namespaces of its own', async () => {
    const program = sleeperNamed(openFolder(), 'containerd');
    const inPids = await start(program, {
      before: ['unshare', '--pid', '--mount', '--net', '--fork', '--mount-proc'],
    });
    const inMounts = await start(program, { before: ['unshare', '--mount'] });
    const found = await look();
    expect(believed(found)).not.toContain(inPids);
    expect(believed(found)).not.toContain(inMounts);
    const because = new Map(found.ignored.map((one) => [one.pid, one.because]));
    expect(because.get(inPids)).toContain('PID namespace of its own');
    expect(because.get(inMounts)).toContain('mount namespace of its own');
  });

  it('is ignored in a user namespace of its own, as that of a rootless user is', async () => {
    const program = sleeperNamed(openFolder(), 'dockerd');
    const rootless = await start(program, { uid: NOBODY, before: ['unshare', '--user'] });
    const found = await look();
    expect(believed(found)).not.toContain(rootless);
    expect(found.ignored.find(({ pid }) => pid === rootless)?.because).toBe(
      "it is dockerd of uid 65534 (rootless): that user's own, not the host's",
    );
  });

  it('is ignored when others than root decide what it executes', async () => {
    const foreign = await start(sleeperNamed(openFolder(), 'crio', { owner: NOBODY }));
    const writable = await start(sleeperNamed(openFolder(), 'kubelet', { mode: 0o777 }));
    const setId = await start(sleeperNamed(openFolder(), 'cri-dockerd', { mode: 0o4755 }));
    const found = await look();
    for (const pid of [foreign, writable, setId]) expect(believed(found)).not.toContain(pid);
    const because = new Map(found.ignored.map((one) => [one.pid, one.because]));
    expect(because.get(foreign)).toBe('its executable is owned by uid 65534, not root');
    expect(because.get(writable)).toContain('mode 777');
    expect(because.get(setId)).toContain('mode 4755');
  });

  it('is ignored in the cgroup of a container', async () => {
    const hierarchy = ['/sys/fs/cgroup/freezer', '/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((one) =>
      existsSync(join(one, 'cgroup.procs')),
    );
    if (hierarchy === undefined) throw new Error('no cgroup hierarchy is mounted here');
    const parent = join(hierarchy, 'docker');
    const cgroup = join(parent, 'c'.repeat(64));
    const made = existsSync(parent) ? [] : [parent];
    mkdirSync(cgroup, { recursive: true });
    onTestFinished(async () => {
      for (let tries = 0; tries < 100; tries++) {
        try {
          for (const folder of [cgroup, ...made]) if (existsSync(folder)) rmdirSync(folder);
          return;
        } catch {
          await new Promise((resume) => setTimeout(resume, 20));
        }
      }
    });
    const impostor = await start(sleeperNamed(openFolder(), 'dockerd'));
    writeFileSync(join(cgroup, 'cgroup.procs'), String(impostor));
    const found = await look();
    expect(believed(found)).not.toContain(impostor);
    expect(found.ignored.find(({ pid }) => pid === impostor)?.because).toBe(
      `it runs in the cgroup of a container: /docker/${'c'.repeat(64)}`,
    );
  });

  it('does not push the real one out, be they hundreds, and costs no child', async () => {
    const folder = openFolder();
    const real = await start(sleeperNamed(folder, 'dockerd'));
    const programs = ['docker', 'containerd'].map((name) => sleeperNamed(folder, name));
    const many = 250;
    for (const program of programs)
      await start('/bin/sh', {
        uid: NOBODY,
        args: ['-c', `for i in $(seq ${many}); do ${program} 600 & done; wait`],
      });
    let found = await look();
    for (let tries = 0; found.ignoredCount < many && tries < 40; tries++) {
      await new Promise((resume) => setTimeout(resume, 500));
      found = await look();
    }
    expect(believed(found)).toContain(real);
    expect(found.ignoredCount).toBeGreaterThanOrEqual(many);
    expect(found.ignored).toHaveLength(20);
    const began = performance.now();
    await look();
    expect(performance.now() - began).toBeLessThan(5_000);
  }, 60_000);
});

it('names every kind of daemon by what a process of root is called, and no client or shim', async () => {
  const folder = openFolder();
  const client = await start(sleeperNamed(folder, 'docker'));
  const daemons = await Promise.all(
    ['dockerd-current', 'containerd', 'kubelet', 'crio', 'cri-dockerd'].map((name) =>
      start(sleeperNamed(folder, name)),
    ),
  );
  const found = await look();
  expect(believed(found)).toEqual(expect.arrayContaining(daemons));
  expect(believed(found)).not.toContain(client);
  expect(found.ignored.map(({ pid }) => pid)).not.toContain(client);
});
