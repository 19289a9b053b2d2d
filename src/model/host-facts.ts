import type { Evidence } from './evidence.ts';

export interface ThreadLimit {
  /** As sysctl(8) names it. */
  readonly sysctl: string;
  readonly max: number;
  readonly evidence: Evidence;
}

/** What is true of the whole machine. Absent means unknown. */
export interface HostFacts {
  readonly live: boolean;
  readonly hostname?: string;
  /** Kernel release, e.g. `6.18.44`. */
  readonly kernel?: string;
  /** ISO 8601 in UTC. */
  readonly capturedAt?: string;
  readonly uptimeSeconds?: number;
  /** /proc/sys/fs/file-nr: open files of the whole host, and the most it may have. */
  readonly fileHandles?: { readonly allocated: number; readonly max: number; readonly evidence: Evidence };
  readonly memory?: { readonly totalBytes: number; readonly availableBytes: number };
  /** Of the whole host, by the kernel. */
  readonly threadCount?: number;
  /** The most threads that the host may have, each limit by itself: kernel.pid_max, kernel.threads-max. */
  readonly threadLimits?: readonly ThreadLimit[];
  readonly loadAverage?: readonly [number, number, number];
}
