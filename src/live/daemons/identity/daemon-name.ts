// Which container daemon a process calls itself.
//
// comm is at most 15 characters (TASK_COMM_LEN): `docker-containe` is docker-containerd and its shims alike (docker
// 17.06 to 18.06); kubelet may run inside hyperkube or k3s. The command line then tells.

import { basename } from 'node:path';

export type DaemonName = 'dockerd' | 'containerd' | 'kubelet' | 'crio' | 'cri-dockerd' | 'k3s';

const COMM =
  /^(?:dockerd.*|docker-containe|docker|containerd|kubelet|hyperkube|crio|cri-dockerd|k3s(?:-server|-agent)?|rke2)$/;
/** Programs that are a daemon only with certain arguments, and mostly run without them. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['docker', 'docker-containe', 'hyperkube', 'k3s', 'rke2']);
/** `containerd publish` is run by a shim for every event. */
const ONE_SHOT: ReadonlySet<string> = new Set(['publish', 'oci-hook', '--version', '--help']);

/** Whether a process of this name may be a daemon. */
export function mayBeDaemon(comm: string): boolean {
  return COMM.test(comm);
}

/** Whether only the arguments tell: the client `docker` has the name of the daemon up to 1.11. */
export function isAmbiguous(comm: string): boolean {
  return AMBIGUOUS.has(comm);
}

/** Whether most of that name are clients: only `docker`, which everybody may run. */
export function isClient(comm: string): boolean {
  return comm === 'docker';
}

/** The daemon that a name and a command line speak of; undefined for a client, a shim, and a command that ends by itself. */
export function daemonName(comm: string, args: readonly string[]): DaemonName | undefined {
  const program = basename(args[0] ?? comm);
  if (args.slice(1, 8).some((word) => ONE_SHOT.has(word))) return undefined;
  if (comm.startsWith('dockerd')) return 'dockerd';
  if (comm === 'docker') return args[1] === 'daemon' || args[1] === '-d' ? 'dockerd' : undefined;
  if (comm === 'containerd' || program === 'docker-containerd') return 'containerd';
  if (comm === 'kubelet' || (comm === 'hyperkube' && args[1] === 'kubelet')) return 'kubelet';
  if (comm === 'crio' || comm === 'cri-dockerd') return comm;
  return /^(?:k3s|rke2)/.test(comm) && (args[1] === 'server' || args[1] === 'agent' || comm.includes('-'))
    ? 'k3s'
    : undefined;
}
