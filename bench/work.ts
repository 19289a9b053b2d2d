/** One thing that was measured, ours beside theirs. */
export interface Row {
  /** What is done. */
  readonly work: string;
  /** To how much of it: `59 MB, 37 078 goroutines`. */
  readonly size: string;
  readonly ours: Figure;
  /** What people use today; absent where there is nothing to compare with. */
  readonly theirs?: Figure;
  /** What has to be true. */
  readonly target?: Target;
  readonly note?: string;
}

export interface Figure {
  /** `deadwait goroutines`, `panicparse`. */
  readonly name: string;
  /** Of the counted runs: the fastest and the middle one, in seconds. */
  readonly bestSeconds: number;
  readonly medianSeconds: number;
  readonly peakBytes?: number;
  /** Of all its threads, in and outside the kernel; of the run that needed least. It does not count what others do meanwhile. */
  readonly cpuSeconds?: number;
}

/** Of `ours`; times and memory on this machine, ratios anywhere. */
export interface Target {
  /** Theirs divided by ours, at least. */
  readonly ratio?: number;
  readonly seconds?: number;
  readonly peakBytes?: number;
}

/** How the time grows with the size. */
export interface Growth {
  readonly work: string;
  /** What `size` counts: `GB`, `sockets`. */
  readonly unit: string;
  readonly points: readonly {
    readonly size: number;
    readonly seconds: number;
    readonly peakBytes?: number;
  }[];
}

/** Figures that are no comparison. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly tables?: readonly Table[];
  readonly growth?: readonly Growth[];
  /** What could not be measured here, and why. */
  readonly leftOut?: readonly string[];
}

export interface BenchContext {
  /** Where large inputs are made, and taken away at the end. */
  readonly folder: string;
  /** Cases of the user's own. */
  readonly cases: readonly string[];
  /** Smaller inputs and fewer runs: for finding out whether something became much slower. */
  readonly quick: boolean;
  readonly says: (line: string) => void;
}

/** One kind of work that is measured; a file in works/. */
export interface Work {
  readonly name: string;
  readonly says: string;
  /** Programs that it is compared with, and the Debian packages that have them. */
  readonly programs: ReadonlyMap<string, string>;
  measure(context: BenchContext): Promise<Measured>;
}
