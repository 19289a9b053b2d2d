import { readLink } from './descriptor-links.ts';
import { listPids } from './socket-owners.ts';

/** One network namespace in which processes of the host run. */
export interface NetworkNamespace {
  /** As the kernel names it: `net:[4026531840]`. */
  readonly name: string;
  /** The oldest process that lives in it and may be looked at. */
  readonly pid: number;
  /** Where it can be opened: `/proc/1/ns/net`. */
  readonly path: string;
  /** This process lives in it. */
  readonly own: boolean;
}

/**
 * The network namespaces of the processes below a proc root, that of the lowest pid (the host's) first. Those of processes
 * that may not be looked at are missing.
 */
export function listNetworkNamespaces(procRoot: string): NetworkNamespace[] {
  const own = readLink('/proc/self/ns/net');
  const found = new Map<string, NetworkNamespace>();
  for (const pid of listPids(procRoot)) {
    const path = `${procRoot}/${pid}/ns/net`;
    const name = readLink(path);
    if (name !== undefined && !found.has(name)) found.set(name, { name, pid, path, own: name === own });
  }
  return [...found.values()];
}
