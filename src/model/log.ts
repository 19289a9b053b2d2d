import type { Evidence } from './evidence.ts';

/** Up to this time there were so many lines. */
export interface LogSample {
  readonly atMs: number;
  readonly count: number;
}

/** How often one known message stands in a log, for one container and one set of fields. */
export interface LogTally {
  /** Id of the message in knowledge/log-messages. */
  readonly message: string;
  /** What one such line is one of: `stop-request`, `stop-escalated`, `stop-failed`, … (LOG_ROLES in parse/log/log-messages.ts). */
  readonly role?: string;
  /** `kubelet`, `docker-api`, `cri`: by whom or what the request came. */
  readonly caller?: string;
  /** Id of the message that counts the same events: do not add the two up. */
  readonly echoes?: string;
  /** 12 to 64 hexadecimal digits, as written; full where the containers of the host tell it. */
  readonly containerId?: string;
  /** Other named groups of the message, e.g. `gracePeriod`, `pod`, `signal`; part of what is counted apart. */
  readonly fields: Readonly<Record<string, string>>;
  readonly count: number;
  /** Milliseconds since 1970, UTC; absent when the lines carry no readable time. */
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  /**
   * How the count grew: so many lines up to that time, in milliseconds; at most 80, the last 16 lines one by one. Absent for one or
   * two lines, of which the times stand above.
   */
  readonly samples?: readonly LogSample[];
  readonly first: Evidence;
  readonly last: Evidence;
}

/** One log, read to its end. */
export interface LogFile {
  /** `dockerd`, `kubelet`, `containerd`, `crio`, `kernel`. */
  readonly daemon: string;
  readonly file: string;
  readonly lineCount: number;
  readonly bytes: number;
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  /** By message, container, fields. */
  readonly tallies: readonly LogTally[];
}
