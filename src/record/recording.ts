import type { Host } from '../host/host.ts';

/** What the one who records knows of the host beyond its paths. */
export interface RecordingOptions {
  /** Threads whose every fact is recorded: those that are blocked. */
  readonly blockedTasks: readonly { readonly pid: number; readonly tid: number }[];
  /** Processes between the daemons and the containers whose facts are recorded too. */
  readonly shims?: readonly number[];
  /** Of each log, at most so many bytes, from its end. */
  readonly logBytes: number;
  /** Above so many goroutines a live daemon's full dump is left out. */
  readonly fullDumpLimit: number;
}

/** How the secrets are taken out of a file. */
export type ContentKind = 'text' | 'json' | 'arguments' | 'binary';

/** One file of the case to be: where it lies, and its content as it comes from the host. */
export interface CaseEntry {
  readonly path: string;
  readonly kind: ContentKind;
  /** Larger is cut there, and a gap says so. */
  readonly maxBytes: number;
  /** Where it is told how the reading failed: `docker/inspect-<id>.error`. */
  readonly failurePath?: string;
  /** Entries that are likely to hang together: `docker/inspect-*`. Absent: those of the same folder. */
  readonly family?: string;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** One topic of a recording. */
export interface Content {
  readonly name: string;
  readonly list: EntryList;
  /** So many entries are read at once; 1 where each is a question to a daemon that must not be asked much, or works for long. */
  readonly atOnce: number;
}

/** The entries that this host has of a topic. Rejects with HostError when they cannot be listed. */
export type EntryList = (host: Host, options: RecordingOptions) => Promise<readonly CaseEntry[]>;

export const MEBIBYTE = 1024 * 1024;

/** A file that lies on the host under the path that it has in the case. */
export function hostEntry(host: Host, path: string, kind: ContentKind, maxBytes = 16 * MEBIBYTE): CaseEntry {
  return { path, kind, maxBytes, open: () => host.open(path) };
}
