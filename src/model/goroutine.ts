/** One function on a goroutine's stack. */
export interface Frame {
  /** As Go prints it: `github.com/docker/docker/daemon.(*Daemon).Kill`. */
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
}

/** Waiting time in whole minutes (0: less than one) → number of goroutines. */
export type WaitHistogram = ReadonlyMap<number, number>;

/** Goroutines that carry the same value in one argument of one frame, e.g. the same `*Container`. */
export interface ArgumentTally {
  readonly count: number;
  readonly waits: WaitHistogram;
  /** Line of the first goroutine's header in the dump. */
  readonly firstLine: number;
}

/** The values that one argument of one function has, over the goroutines of a group. */
export interface ArgumentValues {
  readonly function: string;
  /** Position among the printed words, from 0; a receiver counts. */
  readonly index: number;
  /** Hexadecimal word as printed, without `?` → how many. */
  readonly values: ReadonlyMap<string, ArgumentTally>;
}

/** Goroutines with the same stack, state and creator, counted. */
export interface GoroutineGroup {
  readonly count: number;
  /** `chan receive`, `select`, `IO wait`, …; absent where the format does not say it (debug=1, protobuf). */
  readonly state?: string;
  /** Leaf first. */
  readonly frames: readonly Frame[];
  /** Go prints at most 100 frames. */
  readonly framesElided: boolean;
  readonly createdBy?: Frame;
  /** Empty where the format does not say it. */
  readonly waits: WaitHistogram;
  readonly lockedToThread: number;
  /** Only those that the reader asked for; empty otherwise. */
  readonly arguments: readonly ArgumentValues[];
  /** Line of the first goroutine's header in `file`, from 1; 0 for protobuf. */
  readonly firstLine: number;
  /** That header, as printed. */
  readonly firstHeader: string;
}

/** All goroutines of one process, grouped. */
export interface GoroutineProfile {
  readonly daemon: string;
  readonly format: 'debug1' | 'debug2' | 'protobuf';
  /** As in a case: `pprof/dockerd/goroutine.debug2.txt`. */
  readonly file: string;
  /** Goroutines in the groups. */
  readonly total: number;
  /** What the profile's head says (`goroutine profile: total N`), where it has one. */
  readonly declaredTotal?: number;
  /** Goroutines past the groups that are kept apart, where there are far too many different stacks; not in `total`. */
  readonly ungrouped?: number;
  /** The file ends in the middle of a goroutine. */
  readonly truncated: boolean;
  /** Largest first; equal ones by their first line. */
  readonly groups: readonly GoroutineGroup[];
}
