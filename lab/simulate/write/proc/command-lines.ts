import type { StackSet } from '../../model/behaviour.ts';

const CONTAINERD_SOCKET = '/var/run/docker/containerd/containerd.sock';

export function dockerdArguments(set: StackSet): readonly string[] {
  return [
    set === '18.09.2' ? '/usr/bin/dockerd' : '/usr/sbin/dockerd',
    '--config-file',
    '/etc/docker/daemon.json',
  ];
}

export function containerdArguments(): readonly string[] {
  return ['containerd', '--config', '/var/run/docker/containerd/containerd.toml', '--log-level', 'debug'];
}

/** The shim of runtime v1 with 18.09, of v2 with 20.10. */
export function shimArguments(set: StackSet, id: string): readonly string[] {
  if (set === '20.10.24')
    return [
      '/usr/bin/containerd-shim-runc-v2',
      '-namespace',
      'moby',
      '-id',
      id,
      '-address',
      CONTAINERD_SOCKET,
      '-debug',
    ];
  const folder = `/var/lib/docker/containerd/daemon/io.containerd.runtime.v1.linux/moby/${id}`;
  const ways = ['-containerd-binary', '/usr/bin/containerd', '-runtime-root', '/var/run/docker/runtime-runc'];
  return [
    'containerd-shim',
    '-namespace',
    'moby',
    '-workdir',
    folder,
    '-address',
    CONTAINERD_SOCKET,
    ...ways,
    '-debug',
  ];
}

/** TASK_COMM_LEN cuts `containerd-shim-runc-v2` too. */
export function shimComm(): string {
  return 'containerd-shim';
}
