/** What a configuration file says of debug mode. `no-file`: it is not there; `unknown`: it cannot be read or understood. */
export type DebugSetting = 'on' | 'off' | 'unset' | 'no-file' | 'unknown';

/** What deadwait has kept of a configuration file before it changed it. */
export interface DebugBackup {
  /** UTC, ISO 8601. */
  readonly takenAt: string;
  /** What was there before: a file, or none. */
  readonly before: 'file' | 'no-file';
  /** The file now: untouched, as switched on, as in the middle of switching off, or as somebody else has left it. */
  readonly fileIs: 'as-before' | 'switched-on' | 'switching-off' | 'changed' | 'unreadable';
}

/** The debug mode of one dockerd. */
export interface DebugState {
  /** Absent when none runs, and only a backup tells of it. */
  readonly pid?: number;
  readonly version?: string;
  readonly socket?: string;
  readonly configFile?: string;
  readonly inFile: DebugSetting;
  /** What GET /info says. */
  readonly inDaemon?: boolean;
  /** The flag it was started with, which fixes debug mode. */
  readonly flag?: string;
  readonly backup?: DebugBackup;
  /** What cannot be known, and why it cannot be switched here; a sentence each. */
  readonly problems: readonly string[];
}

/** One thing that is done, in its order. */
export interface DebugStep {
  readonly says: string;
  /** What it does to the file: lines with `+`, `-` or a blank before them. */
  readonly diff?: readonly string[];
}

/** What switching would do, or has done. */
export interface DebugPlan {
  readonly schema: 'deadwait/debug-plan/v1';
  /** 32 hexadecimal digits over all that the switch rests on; absent when there is nothing to do. */
  readonly digest?: string;
  readonly to: 'on' | 'off';
  readonly daemon: DebugState;
  /** Empty when it is already so. */
  readonly steps: readonly DebugStep[];
  /** What else happens, and what to know. */
  readonly notes: readonly string[];
}

/** What came of it. */
export interface DebugResult {
  readonly schema: 'deadwait/debug-result/v1';
  readonly to: 'on' | 'off';
  readonly daemon: DebugState;
  readonly done: readonly string[];
  readonly notes: readonly string[];
}

/** Every dockerd of this machine, and every backup. */
export interface DebugStatus {
  readonly schema: 'deadwait/debug-status/v1';
  readonly daemons: readonly DebugState[];
}
