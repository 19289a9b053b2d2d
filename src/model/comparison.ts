/** Two looks at a host, held against each other: the JSON contract `deadwait/comparison/v1`. */
import type { Counts, Severity, Verdict } from './diagnosis.ts';
import type { Gap } from './gap.ts';
import type { Frame } from './goroutine.ts';
import type { PeerKind } from './unix-socket.ts';

/** One of the two looks. */
export interface Moment {
  /** As the user named it. */
  readonly name: string;
  readonly hostname?: string;
  readonly capturedAt?: string;
  readonly bootedAt?: string;
  readonly verdict: Verdict;
  readonly headline: string;
}

/** A number then and now; groups that are not there count 0. `perHour` is absent where a rate would mean nothing. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly perHour?: number;
}

/** Something because of which the two are to be compared with care. */
export interface Caution {
  readonly about: 'order' | 'time' | 'host' | 'boot' | 'version' | 'restart' | 'incomplete';
  readonly daemon?: string;
  readonly says: string;
}

export const FIGURES = ['goroutines', 'fds', 'rssBytes', 'heapBytes', 'openFiles'] as const;
export type FigureName = (typeof FIGURES)[number];

/** A figure of a daemon, or, without one, of the host. */
export interface FigureChange extends Change {
  readonly daemon?: string;
  readonly figure: FigureName;
  /** More than comes and goes. */
  readonly notable: boolean;
}

/** Goroutines with the same stack. */
export interface GoroutineChange extends Change {
  readonly daemon: string;
  /** Where they wait, in the program's own terms: `daemon.(*Daemon).Kill`. */
  readonly place: string;
  readonly state?: string;
  readonly createdBy?: string;
  /** Leaf first. */
  readonly frames: readonly Frame[];
}

export interface SocketChange extends Change {
  readonly owner?: string;
  /** Long hexadecimal names are written as `*`. */
  readonly path?: string;
  readonly listening: boolean;
  readonly peer: PeerKind;
  readonly client?: string;
}

/** Memory in use, allocated at one place; bytes. */
export interface HeapChange extends Change {
  readonly daemon: string;
  readonly place: string;
  readonly objects: number;
  readonly frames: readonly Frame[];
}

export interface ContainerChange {
  readonly id: string;
  readonly name?: string;
  readonly pod?: string;
  readonly presence: 'new' | 'gone' | 'both';
  /** As the runtime says it. */
  readonly stateBefore?: string;
  readonly stateAfter?: string;
  /** Stops that did not end. */
  readonly stops?: Change;
}

export interface FindingChange {
  readonly cause: string;
  readonly title: string;
  readonly became: 'new' | 'gone' | 'grew' | 'shrank';
  readonly severity: Severity;
  readonly before?: Counts;
  readonly after?: Counts;
}

/** When a limit is reached if all goes on as between the two moments. */
export interface Prediction {
  readonly daemon?: string;
  readonly of: 'descriptors' | 'memory' | 'open files';
  readonly perHour: number;
  readonly limit: number;
  /** The earliest and the latest time at which the limit is reached; ISO 8601, UTC. Two recordings give no exact one. */
  readonly low: string;
  readonly high: string;
  /** What this rests on. */
  readonly assumes: string;
}

export interface Comparison {
  readonly schema: 'deadwait/comparison/v1';
  readonly headline: string;
  /** Something grew more than comes and goes, or a finding is new or grew. */
  readonly grew: boolean;
  readonly before: Moment;
  readonly after: Moment;
  /** Between the two; absent where a time is unknown. */
  readonly seconds?: number;
  readonly cautions: readonly Caution[];
  readonly figures: readonly FigureChange[];
  readonly findings: readonly FindingChange[];
  readonly predictions: readonly Prediction[];
  /** Largest change first, as the lists that follow. */
  readonly goroutines: readonly GoroutineChange[];
  readonly sockets: readonly SocketChange[];
  readonly heap: readonly HeapChange[];
  readonly containers: readonly ContainerChange[];
  /** Rows that are left out of those lists because there are too many. */
  readonly omitted: {
    readonly goroutines: number;
    readonly sockets: number;
    readonly heap: number;
    readonly containers: number;
  };
  readonly gaps: readonly (Gap & { readonly moment: 'before' | 'after' })[];
}
