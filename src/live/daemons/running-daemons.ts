import type { DaemonIdentities } from '../../model/daemon-identity.ts';
import type { Discovery } from './discovery.ts';
import type { LogName } from '../logs/log-places.ts';

/** Runtimes that nobody misses: they do not run, another one does, and the user has not asked for them. */
export function unusedRuntimes({ daemons, docker }: Discovery): ReadonlySet<LogName> {
  const runs = (wanted: string): boolean => daemons.some(({ name }) => name === wanted);
  const unused = new Set<LogName>();
  if (!runs('crio')) unused.add('crio');
  if (!runs('dockerd') && !docker.asked && (runs('containerd') || runs('crio') || runs('k3s')))
    unused.add('dockerd');
  if (!runs('containerd') && runs('crio')) unused.add('containerd');
  return unused;
}

/** Which pid stands in `dockerd.pid`, `containerd.pid` and `crio.pid`; containerd's also where it runs under dockerd. */
export function daemonPids(found: Discovery): ReadonlyMap<string, number> {
  const pids = new Map<string, number>();
  if (found.docker.daemon !== undefined) pids.set('dockerd', found.docker.daemon.pid);
  if (found.containerd.daemon !== undefined) pids.set('containerd', found.containerd.daemon.pid);
  const crio = found.daemons.find(({ name }) => name === 'crio');
  if (crio !== undefined) pids.set('crio', crio.pid);
  return pids;
}

/** Whose logs are looked for, and by which pid. */
export function logPids(found: Discovery): ReadonlyMap<LogName, number> {
  const pids = new Map<LogName, number>();
  if (found.docker.daemon !== undefined) pids.set('dockerd', found.docker.daemon.pid);
  if (found.containerd.daemon !== undefined) pids.set('containerd', found.containerd.daemon.pid);
  const crio = found.daemons.find(({ name }) => name === 'crio');
  if (crio !== undefined) pids.set('crio', crio.pid);
  // k3s runs the kubelet in itself
  const kubelet =
    found.daemons.find(({ name }) => name === 'kubelet') ?? found.daemons.find(({ name }) => name === 'k3s');
  if (kubelet !== undefined) pids.set('kubelet', kubelet.pid);
  return pids;
}

/**
 * Which processes are daemons of this host, those that are looked at before others of their name. Where the user named a socket that
 * no dockerd of the host holds, what it answers is of none of them.
 */
export function daemonIdentities(found: Discovery): DaemonIdentities {
  const { docker, containerd, ignored, ignoredCount, unproven } = found;
  const looked = new Set([docker.daemon?.pid, containerd.daemon?.pid]);
  const isOther = docker.asked && docker.daemon === undefined;
  const daemons = found.daemons.filter(({ name }) => !(isOther && name === 'dockerd'));
  return {
    daemons: [
      ...daemons.filter(({ pid }) => looked.has(pid)),
      ...daemons.filter(({ pid }) => !looked.has(pid)),
    ],
    ignored,
    ignoredCount,
    ...(unproven.length === 0 ? {} : { unproven }),
  };
}
