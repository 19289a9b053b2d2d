import type { Evidence } from './evidence.ts';

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
  readonly loadAverage?: readonly [number, number, number];
}
