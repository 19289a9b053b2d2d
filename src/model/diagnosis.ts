import type { Evidence } from './evidence.ts';
import type { Gap } from './gap.ts';
import type { Backend, WaitsFor } from './task.ts';

/** `leak`: grows with every call; `stuck`: a container cannot die, nothing leaks; `degraded`: something else is wrong. */
export type Verdict = 'leak' | 'stuck' | 'degraded' | 'healthy';
export type Severity = 'critical' | 'warning' | 'info';
export type Confidence = 'proven' | 'likely' | 'possible';
export type LinkStatus = 'proven' | 'unknown' | 'refuted';

/** The steps from symptom to root, in the order in which they are told. */
export const LINKS = [
  'symptom',
  'descriptors',
  'heap',
  'goroutines',
  'locks',
  'events',
  'logs',
  'tasks',
  'backend',
  'version',
] as const;
export type LinkName = (typeof LINKS)[number];

/** One step from symptom to root. A proven link has at least one piece of evidence. */
export interface ChainLink {
  readonly link: LinkName;
  readonly status: LinkStatus;
  /** One or two sentences, with numbers. For `unknown`: what is missing, and the command that would show it. */
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** What a cause holds now; absent keys are unknown. */
export interface Counts {
  readonly goroutines?: number;
  readonly sockets?: number;
  readonly fds?: number;
  readonly bytes?: number;
}

export interface FindingContainer {
  readonly id: string;
  readonly name?: string;
  readonly pod?: string;
  /** Stops that the daemon accepted and that did not end, or, when nothing leaks, that were asked for. */
  readonly stops?: number;
  readonly goroutines?: number;
}

export interface FindingTask {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly state: string;
  readonly wchan?: string;
  readonly waits: WaitsFor;
  readonly backend?: Backend;
  readonly sigkillPending?: boolean;
  readonly container?: string;
}

export interface FindingClient {
  readonly pid: number;
  readonly comm: string;
  readonly sockets: number;
  /** Container and pod in which it runs, where that is known. */
  readonly container?: string;
  readonly pod?: string;
}

export interface FindingRemedy {
  readonly id: string;
  readonly says: string;
  readonly risk: string;
  /** deadwait can do it: target and effect are certain. */
  readonly automatic: boolean;
  /** The exact command for a human, where there is one. */
  readonly command?: string;
}

/** When a leak began, how fast it grows, and when it reaches the limit. Absent means unknown. */
export interface Growth {
  readonly beganAt?: string;
  readonly perHour?: number;
  /** What the rate was read from: wait times in the dump, or the logs. */
  readonly from: 'waits' | 'logs';
  readonly limit?: number;
  readonly limitReachedAt?: string;
}

export interface Finding {
  readonly cause: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Claims of the cause that were not checked against the sources, as its file names them; `all` for the whole file. */
  readonly unverified?: readonly string[];
  readonly summary: string;
  /** Other findings of this diagnosis that explain this one. */
  readonly because: readonly string[];
  readonly counts: Counts;
  readonly containers: readonly FindingContainer[];
  readonly tasks: readonly FindingTask[];
  readonly clients: readonly FindingClient[];
  readonly growth?: Growth;
  readonly chain: readonly ChainLink[];
  readonly remedies: readonly FindingRemedy[];
  /** What would show that this finding is wrong. */
  readonly refutedBy: readonly string[];
}

/** Two independent sources held against each other. */
export interface BookEntry {
  readonly says: string;
  readonly left: number;
  readonly right: number;
  readonly balanced: boolean;
}

export interface DaemonSummary {
  readonly name: string;
  readonly version?: string;
  readonly pid?: number;
  readonly fds?: number;
  readonly fdLimit?: number;
  readonly rssBytes?: number;
  readonly goroutines?: number;
}

/** The JSON contract, `deadwait/diagnosis/v1`. Arrays are sorted; the same case gives the same bytes. */
export interface Diagnosis {
  readonly schema: 'deadwait/diagnosis/v1';
  readonly verdict: Verdict;
  /** The verdict in one line for people. */
  readonly headline: string;
  readonly host: {
    readonly hostname?: string;
    readonly kernel?: string;
    readonly capturedAt?: string;
    readonly fd?: { readonly allocated: number; readonly max: number };
  };
  readonly daemons: readonly DaemonSummary[];
  readonly findings: readonly Finding[];
  readonly books: readonly BookEntry[];
  readonly gaps: readonly Gap[];
}
