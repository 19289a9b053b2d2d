import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import type { GoroutineProfile } from '../model/goroutine.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ArgumentProbe } from '../parse/go/goroutine-grouping.ts';
import type { LogSince } from '../parse/log/log-start.ts';

export interface CollectOptions {
  /** Above this many goroutines the full dump, which stops the daemon, is not asked of a live host. Default 50 000. */
  readonly fullDumpLimit: number;
  /** Functions whose arguments tell goroutines apart, e.g. the `*Container` of `daemon.(*Daemon).Kill`. */
  readonly argumentProbes: readonly ArgumentProbe[];
  /**
   * For whoever looks at a live daemon again and again: true where its full dump is not to be asked for this time, by how many there
   * are now. It is no gap then.
   */
  readonly sparesFullDump?: (counted: GoroutineProfile) => boolean;
  /** Of each log, only what is not older; all of it when absent. */
  readonly logsSince?: LogSince;
}

/** What one source of facts gave: parts of the snapshot, and what could not be read. */
export interface Collected {
  readonly part: Partial<Omit<Snapshot, 'gaps'>>;
  readonly gaps: readonly Gap[];
}

/** One source of facts. A collector never rejects: what goes wrong is a gap. */
export interface Collector {
  readonly id: string;
  /** For the progress line: `reading the goroutines of dockerd`. */
  readonly says: string;
  /** `before` holds what the collectors named in `needs` have found. */
  readonly needs?: readonly string[];
  collect(host: Host, options: CollectOptions, before: Snapshot): Promise<Collected>;
}
