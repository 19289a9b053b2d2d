import { describe, expect, it } from 'vitest';
import { containerIdsOfCgroup, parseCgroup } from '../../../src/parse/proc/cgroup.ts';

const A = '7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9';
const B = 'd41f9ec9167f8294648ba9089bfd82894d57fd6f47fbf32ca02a0a2c4b0e7a42';

describe('the container of a cgroup', () => {
  it.each([
    // cgroupfs, as each runtime names its own
    [`/docker/${A}`],
    [`/k8s.io/${A}`],
    [`/kubepods/besteffort/pod8ccba59a-7fe2-c490-d4d6-4073e66dfd09/${A}`],
    [`/kubepods/pod0123456789abcdef0123456789abcdef/${A}`],
    [`/kubepods/burstable/pod11111111-2222-4333-8444-555555555555/crio-${A}`],
    [`/libpod_parent/libpod-${A}`],
    [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${A}.scope/container`],
    [`/machine.slice/libpod-payload-${A}`],
    // systemd: kubelet's slices have _ for each - of the pod's uid
    [
      `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod8ccba59a_7fe2_c490_d4d6_4073e66dfd09.slice/docker-${A}.scope`,
    ],
    [
      `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod8ccba59a_7fe2_c490_d4d6_4073e66dfd09.slice/cri-containerd-${A}.scope`,
    ],
    [`/system.slice/nerdctl-${A}.scope`],
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
    [`/kubepods/burstable/pod1/crio-conmon-${A}`],
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${A}.slice`],
    [`/machine.slice/libpod_pod_${A}.slice`],
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
