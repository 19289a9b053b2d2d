import type { Command as Parser } from 'commander';
import type { ExitStatus } from './exit-status.ts';
import type { Paper } from '../report/terminal/pen.ts';
import type { CommonOptions, Format } from './options.ts';
import type { Progress } from './progress.ts';
import type { Stream } from './streams.ts';

/** What a command was called with. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly options: CommonOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly paper: Paper;
  readonly progress: Progress;
  /** Closed when deadwait is interrupted. */
  onInterrupt(close: () => Promise<void>): void;
  /** For what serves until it is told to end: resolves at the first SIGINT or SIGTERM, which do not end deadwait then. */
  untilStopped(): Promise<void>;
}

/** One command: a file in commands/ that exports it under the file's name. */
export interface Command {
  /** For the list of commands: one line, in the imperative. The index is generated from it. */
  readonly summary: string;
  /** What `--output` may be; the first is the usual one. */
  readonly formats: readonly Format[];
  /** Adds arguments and options of its own. */
  configure?(parser: Parser): void;
  run(call: Call): Promise<ExitStatus>;
}

/** A command that is not loaded yet. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}
