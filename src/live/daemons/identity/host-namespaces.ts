// Whether a process is in the namespaces of the host: those of its first process.
//
// Source: proc_pid_ns(5) (the links need PTRACE_MODE_READ), proc_pid_status(5) (NSpid: one number for each pid namespace, from that of
// this /proc inwards), user_namespaces(7) (uid_map), proc_pid_mountinfo(5) (a mount's id is its own among all mounts of the machine, so
// two processes that see the same id are in one mount namespace). The last three may be read by anybody.

import { parseMountinfo } from '../../../parse/proc/mountinfo.ts';
import { readLink } from '../../kernel/descriptor-links.ts';
import { readProcFile, peekProcText } from '../../kernel/proc-reading.ts';

export const NAMESPACES = ['pid', 'mnt', 'user'] as const;
export type NamespaceKind = (typeof NAMESPACES)[number];

/** `unknown`: neither the links nor anything in their place could be read. */
export type NamespaceAnswer = 'host' | 'other' | 'unknown';

const MOST_BYTES = 16 * 1024 * 1024;

/** The namespaces of the first process of a proc root; each part is read when it is first needed. */
export class HostNamespaces {
  private readonly procRoot: string;
  private readonly links = new Map<NamespaceKind, string | undefined>();
  private mounts: ReadonlySet<number> | undefined;

  constructor(procRoot: string) {
    this.procRoot = procRoot;
    for (const kind of NAMESPACES) this.links.set(kind, this.linkOf(1, kind));
  }

  /** `namespacePids` are those of its status. */
  answer(kind: NamespaceKind, pid: number, namespacePids: readonly number[]): NamespaceAnswer {
    if (kind === 'pid' && namespacePids.length > 1) return 'other';
    const [hosts, own] = [this.links.get(kind), this.linkOf(pid, kind)];
    if (hosts !== undefined && own !== undefined) return hosts === own ? 'host' : 'other';
    if (kind === 'pid') return namespacePids.length === 1 ? 'host' : 'unknown';
    return kind === 'user' ? this.byUserMap(pid) : this.byMounts(pid);
  }

  /** Whether two processes share a mount namespace, by their links alone. */
  shareMounts(pid: number, other: number): boolean {
    const own = this.linkOf(pid, 'mnt');
    return own !== undefined && own === this.linkOf(other, 'mnt');
  }

  private byUserMap(pid: number): NamespaceAnswer {
    const [hosts, own] = [1, pid].map((one) => peekProcText(`${this.procRoot}/${one}/uid_map`));
    // A new user namespace has no map at first.
    if (hosts === undefined || own === undefined || hosts === '') return 'unknown';
    return hosts === own ? 'host' : 'other';
  }

  private byMounts(pid: number): NamespaceAnswer {
    this.mounts ??= this.mountIds(1);
    const own = this.mountIds(pid);
    if (this.mounts.size === 0 || own.size === 0) return 'unknown';
    const hosts = this.mounts;
    return [...own].some((id) => hosts.has(id)) ? 'host' : 'other';
  }

  private mountIds(pid: number): ReadonlySet<number> {
    const file = `${this.procRoot}/${pid}/mountinfo`;
    try {
      const text = Buffer.from(readProcFile(file, file, MOST_BYTES)).toString('utf8');
      return new Set(parseMountinfo(text).map(({ id }) => id));
    } catch {
      return new Set();
    }
  }

  private linkOf(pid: number, kind: NamespaceKind): string | undefined {
    return readLink(`${this.procRoot}/${pid}/ns/${kind}`);
  }
}
