import type { Gap, GapReason } from '../model/gap.ts';
import type { Thread } from '../model/process.ts';
import type { UnixSocketTable } from '../model/unix-socket.ts';

export interface ReadOptions {
  /** More than this is not read: `too-large`. Default 16 MiB for `read`; none for `open`. */
  readonly maxBytes?: number;
  /** Milliseconds until the reading is given up: `timeout`. Default 2 000. */
  readonly deadlineMs?: number;
}

/** A file that is open on this machine, for a caller that reads it in parts. */
export interface PlainFile {
  readonly descriptor: number;
  readonly bytes: number;
  close(): Promise<void>;
}

/**
 * A machine, or the recording of one. Everything is addressed by the paths of the case layout, whether it lies there in
 * a file or is asked of a daemon: `docker/version.json`, `pprof/dockerd/goroutine.debug2.txt`, `proc/1/mountinfo`,
 * `logs/kubelet.log`. The same collectors therefore serve both. Every method rejects with HostError and nothing else,
 * within its deadline, whatever hangs.
 */
export interface Host {
  /** For people: `this host`, or the case's path. */
  readonly name: string;
  readonly live: boolean;
  /** The whole content. */
  read(path: string, options?: ReadOptions): Promise<Uint8Array>;
  /** The content as a stream of chunks, for what may be large. The deadline holds for each chunk. */
  open(path: string, options?: ReadOptions): Promise<AsyncIterable<Uint8Array>>;
  /** The plain file in which a content lies, where it does; undefined otherwise, and when it cannot be opened. */
  openFile?(path: string): Promise<PlainFile | undefined>;
  /** Names (not paths) below a folder, sorted; an absent folder is an empty list. */
  list(folder: string): Promise<readonly string[]>;
  /** Every unix socket with its owner and its peer. */
  unixSockets(): Promise<UnixSocketTable>;
  /** Every thread of the host, by pid, then tid. */
  threads(): Promise<readonly Thread[]>;
  /** What could not be read although nobody asked for it by name: a truncated archive, a daemon that was not found. */
  gaps(): readonly { readonly source: string; readonly reason: GapReason; readonly detail: string }[];
  /** What could not be read when the case was recorded, as it says itself; absent on a live host. */
  recordedGaps?(): Promise<readonly Gap[]>;
  close(): Promise<void>;
}
