import type { CoverageRow } from './coverage.ts';
import type { IgnoredProcess } from './daemon-identity.ts';
import type { Evidence } from './evidence.ts';
import type { Gap } from './gap.ts';
import type { Backend, WaitsFor } from './task.ts';

/** Worst first. */
export const VERDICTS = ['leak', 'stuck', 'degraded', 'unknown', 'healthy'] as const;
/**
 * `leak`: grows with every call; `stuck`: something does not end, nothing leaks; `degraded`: something else is wrong; `unknown`: nothing
 * wrong was found, and not enough was seen to say that nothing is; `healthy`: everything that is needed was seen.
 */
export type Verdict = (typeof VERDICTS)[number];
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
  /** What is lost by it at most. */
  readonly loses: RemedyLoss;
  readonly effect: RemedyEffect;
  /** The exact command for a human, where there is one: lines that are run one by one. */
  readonly command?: string;
  /** Where the command runs. */
  readonly where?: CommandPlace;
  /** What the command waits for before it returns, and for how long at most. Absent when it waits for nothing. */
  readonly waitsFor?: string;
}

/** What a remedy costs, least first: `little` is one process, one event, a cache; `data` are writes; `node` is every container of the host. */
export const REMEDY_LOSSES = ['nothing', 'little', 'container', 'data', 'node'] as const;
export type RemedyLoss = (typeof REMEDY_LOSSES)[number];

/** What a remedy does, most useful first: unblocks, stops the growth, only shows something, or keeps it from coming again. */
export const REMEDY_EFFECTS = ['frees', 'halts', 'shows', 'prevents'] as const;
export type RemedyEffect = (typeof REMEDY_EFFECTS)[number];

/** `node`: on the host itself, as root; `kubectl`: wherever kubectl has access to the cluster. */
export const COMMAND_PLACES = ['node', 'kubectl'] as const;
export type CommandPlace = (typeof COMMAND_PLACES)[number];

/** Up to this time, so many had come. */
export interface GrowthPoint {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly count: number;
}

/** Why nothing is said about when the limit is reached. */
export const NO_FORECASTS = [
  /** All file descriptors are in use. */
  'at-limit',
  /** What was seen has fewer than three intervals. */
  'few-intervals',
  /** None has come for longer than any interval before: it may have ended. */
  'quiet',
  /** The intervals differ so much that the range would be wider than ten-fold. */
  'irregular',
  /** The limit is more than twenty times as far away as the window is long. */
  'far',
  /** The waits in the dump are short, and a wait is known to three minutes only. */
  'coarse',
  /** The log ends long before the capture. */
  'log-ends',
  /** The logs have more occurrences than wait now: some have ended, or were of an earlier process. */
  'some-ended',
  /** The logs have fewer occurrences than wait now. */
  'lines-missing',
] as const;
export type NoForecast = (typeof NO_FORECASTS)[number];

/** When the file descriptor limit is reached if the growth continues as in the window. */
export interface Forecast {
  /** `steady`: at the rate of the window. `slowing`: the intervals grow, as of a caller that backs off; there is no latest time. */
  readonly basis: 'steady' | 'slowing';
  /** The earliest time; ISO 8601, UTC. */
  readonly low: string;
  /** The latest time. */
  readonly high?: string;
}

/** When a leak began, how fast it grows, and when it reaches the limit. Absent means unknown. */
export interface Growth {
  readonly beganAt?: string;
  /** What all of this was read from: times in the logs, or wait times in the goroutine dump, which are known to some minutes. */
  readonly source: 'logs' | 'waits';
  /** The recent time over which the rate was read, and how many came in it. */
  readonly window?: { readonly from: string; readonly to: string; readonly count: number };
  /** Over the window. */
  readonly perHour?: number;
  /** None has come for far longer than the intervals before; `longestPauseSeconds`: of earlier pauses that ended. */
  readonly notGrowing?: { readonly since: string; readonly longestPauseSeconds?: number };
  readonly limit?: number;
  readonly forecast?: Forecast;
  readonly noForecast?: NoForecast;
  /** How the count grew: a few points, by time. */
  readonly curve: readonly GrowthPoint[];
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

/** How two figures compare: `about`: not the same, but no further apart than the tolerance. */
export const BOOK_SIGNS = { equal: '=', about: '≈', 'at-least': '≥', unequal: '≠' } as const;
export type BookRelation = keyof typeof BOOK_SIGNS;

/** Figures of two independent sources, compared. */
export interface BookEntry {
  /** Both sides in words, around the sign of the relation. */
  readonly says: string;
  readonly left: number;
  readonly leftOf: string;
  readonly relation: BookRelation;
  readonly right: number;
  readonly rightOf: string;
  readonly unit: 'count' | 'bytes';
  /** So much the two may differ and still be consistent: sources are read one after the other, or sampled. */
  readonly tolerance: number;
  /** Not `unequal`. */
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
  /** What shows that it is a daemon of this host; absent where that is not known, as in most recordings. */
  readonly identity?: readonly string[];
}

/** The JSON contract, `deadwait/diagnosis/v1`. Arrays are sorted; the same case gives the same bytes. */
export interface Diagnosis {
  readonly schema: 'deadwait/diagnosis/v1';
  readonly verdict: Verdict;
  /** The verdict in one line for people. */
  readonly headline: string;
  /** Everything that a healthy verdict needs was seen. */
  readonly complete: boolean;
  readonly coverage: readonly CoverageRow[];
  readonly host: {
    readonly hostname?: string;
    readonly kernel?: string;
    readonly capturedAt?: string;
    readonly fd?: { readonly allocated: number; readonly max: number };
  };
  readonly daemons: readonly DaemonSummary[];
  readonly findings: readonly Finding[];
  readonly books: readonly BookEntry[];
  /** Processes that only carry a daemon's name, the first of them by pid; absent when there are none. */
  readonly ignored?: readonly IgnoredProcess[];
  /** All of them, where more are not listed. */
  readonly ignoredCount?: number;
  readonly gaps: readonly Gap[];
}
