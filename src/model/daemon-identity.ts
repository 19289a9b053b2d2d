/** A process that carries the name of a container daemon and is none of this host. */
export interface IgnoredProcess {
  readonly pid: number;
  /** What it calls itself; any text. */
  readonly name: string;
  /** Its real user; absent when it could not be read. */
  readonly uid?: number;
  /** A clause: `it runs as uid 65534, not as root`. */
  readonly because: string;
}

/** A container daemon of the host, and what shows that it is one. */
export interface DaemonIdentity {
  readonly name: string;
  readonly pid: number;
  readonly parentPid: number;
  readonly startTicks: number;
  /** `uid 0`, `the host's PID, mount and user namespaces`, … */
  readonly identity: readonly string[];
}

/** Which processes are container daemons of a host, and which only say so. */
export interface DaemonIdentities {
  readonly daemons: readonly DaemonIdentity[];
  /** The first by pid. */
  readonly ignored: readonly IgnoredProcess[];
  /** All of them. */
  readonly ignoredCount: number;
  /** APIs that were asked because the user named them, whose listener was not shown to be what it should be; absent when there are none. */
  readonly unproven?: readonly UnprovenApi[];
}

export const APIS = ['docker', 'cri'] as const;
export type UnprovenApi = (typeof APIS)[number];

/** More of them are counted, not shown. */
export const MOST_IGNORED = 20;
