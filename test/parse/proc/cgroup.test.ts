import { describe, expect, it } from 'vitest';
import { containerIdsOfCgroup, parseCgroup } from '../../../src/parse/proc/cgroup.ts';

const A = '7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9';
const B = 'd41f9ec9167f8294648ba9089bfd82894d57fd6f47fbf32ca02a0a2c4b0e7a42';

describe('the container of a cgroup', () => {
  it.each([
    [`/docker/${A}`],
    [`/kubepods/burstable/pod11111111-2222-4333-8444-555555555555/${A}`],
    [`/system.slice/docker-${A}.scope`],
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${A}.scope`],
    [`/kubepods.slice/kubepods-podx.slice/crio-${A}.scope/container`],
    [`/machine.slice/libpod-${A}.scope`],
    [`/system.slice/containerd.service/kubepods-burstable-podx.slice:cri-containerd:${A}`],
  ])('%s names it', (path) => {
    expect(containerIdsOfCgroup(path)).toEqual([A]);
  });

  it.each([
    ['/'],
    [`/machine.slice/libpod-conmon-${A}.scope`],
    [`/user.slice/x${A}`],
    ['/kubepods/pod1/abc'],
    [`/snapshots-${A}/x`],
  ])('%s names none', (path) => {
    expect(containerIdsOfCgroup(path)).toEqual([]);
  });

  it('docker in docker has two, the outer first', () => {
    expect(containerIdsOfCgroup(`/docker/${A}/docker/${B}`)).toEqual([A, B]);
  });
});

it('a v2 line has no controllers, and a path may hold colons', () => {
  expect(parseCgroup('0::/a:b (deleted)\n')).toEqual([
    { hierarchy: 0, controllers: [], path: '/a:b', line: 1 },
  ]);
  expect(parseCgroup('3:cpu,cpuacct:/\n1:name=systemd:/x\n')[0]?.controllers).toEqual(['cpu', 'cpuacct']);
});
