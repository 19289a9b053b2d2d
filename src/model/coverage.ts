import type { GapReason } from './gap.ts';

/** What a verdict rests on. Of a daemon: `process` to `sockets`; of the host: `daemons` to `logs`. */
export const COVERAGE_PARTS = [
  'process',
  'fds',
  'fd-limit',
  'goroutines',
  'sockets',
  'daemons',
  'threads',
  'containers',
  'sources',
  'logs',
] as const;
export type CoveragePart = (typeof COVERAGE_PARTS)[number];

/** Whether one part of the host was looked at. What is absent was not seen. */
export interface CoverageRow {
  /** `host`, or the name of a daemon that is there or ought to be. */
  readonly subject: string;
  readonly pid?: number;
  readonly part: CoveragePart;
  /** `partly`: a profile that is cut or prints no waits, a table with holes. */
  readonly seen: 'yes' | 'partly' | 'no';
  /** A host is not called healthy without it. */
  readonly needed: boolean;
  /** Why it was not seen, where that is known. */
  readonly reason?: GapReason;
  /** What shows that the daemon ought to be there, or which sources were not read: paths of the case layout. */
  readonly sources?: readonly string[];
  /** First and last time of a log; ISO 8601, UTC. */
  readonly from?: string;
  readonly to?: string;
}

/** What was seen of a host. */
export interface Coverage {
  /** Every row that is needed was seen. */
  readonly complete: boolean;
  readonly rows: readonly CoverageRow[];
}
