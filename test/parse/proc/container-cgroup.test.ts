import { describe, expect, it } from 'vitest';
import { parseCgroup } from '../../../src/parse/proc/cgroup.ts';
import { cgroupsBelowInit, containerCgroup, systemUnit } from '../../../src/parse/proc/container-cgroup.ts';

const ID = 'a'.repeat(64);

describe('the cgroup of a container', () => {
  it.each([
    `/docker/${ID}`,
    `/system.slice/docker-${ID}.scope`,
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podx.slice/cri-containerd-${ID}.scope`,
    '/kubepods/besteffort/podx/web',
    `/machine.slice/libpod-${ID}.scope`,
    '/machine.slice/machine-qemu.scope',
    '/libpod_parent/libpod-x',
    '/crio-conmon-x.scope',
    '/lxc/web',
    '/lxc.payload.web',
    '/default/web',
    '/k8s.io/web',
    '/docker/buildkit/x',
  ])('is known by its path: %s', (path) => {
    expect(containerCgroup(['/', path])).toBe(path);
  });

  it.each([
    '/',
    '/system.slice/docker.service',
    '/system.slice/containerd.service',
    '/system.slice/crio.service',
    '/system.slice/k3s.service',
    '/user.slice/user-0.slice/session-3.scope',
    '/openrc.docker',
    '/docker',
  ])('is not that of a daemon: %s', (path) => {
    expect(containerCgroup([path])).toBeUndefined();
  });

  it('is judged from where the first process of the host stands, which may be a container of a machine above', () => {
    const own = parseCgroup(
      `3:freezer:/docker/${ID}/system.slice/docker.service\n0::/docker/${ID}/kubelet\n`,
    );
    const init = parseCgroup(`3:freezer:/docker/${ID}\n0::/docker/${ID}/init.scope\n`);
    const paths = cgroupsBelowInit(own, init);
    expect(paths).toEqual(['/system.slice/docker.service', '/kubelet']);
    expect(containerCgroup(paths)).toBeUndefined();
    const deeper = parseCgroup(`3:freezer:/docker/${ID}/docker/${ID}\n`);
    expect(containerCgroup(cgroupsBelowInit(deeper, init))).toBe(`/docker/${ID}`);
  });

  it('is a unit of systemd only when every hierarchy says so', () => {
    expect(systemUnit(['/', '/system.slice/docker.service'])).toBe('docker.service');
    expect(systemUnit(['/system.slice/docker.service', '/user.slice/x'])).toBeUndefined();
    expect(systemUnit(['/system.slice/docker.service/x'])).toBeUndefined();
  });
});
