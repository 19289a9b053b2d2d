/** A process as others refer to it. */
export interface ProcessRef {
  readonly pid: number;
  readonly comm: string;
}

/** One process of the host, as the thread table shows it. */
export interface ProcessRow extends ProcessRef {
  readonly parentPid: number;
  /** Arguments joined by blanks, as `ps` prints them; `[comm]` when the process has no memory of its own left. */
  readonly args: string;
  readonly elapsedSeconds?: number;
  /** A thread of the kernel itself, which belongs to no container and has no files. */
  readonly isKernel?: true;
  readonly threadCount?: number;
  /** It runs as another user than root, or in a pid namespace of its own: what it calls itself proves nothing. */
  readonly isUntrusted?: true;
}

/** One thread of the host; the unit in which the kernel sleeps, blocks and dies. */
export interface Thread {
  readonly pid: number;
  readonly tid: number;
  readonly parentPid: number;
  /** One letter of proc(5): R, S, D, Z, T, t, X, I. */
  readonly state: string;
  /** Kernel function that the thread sleeps in; absent when it runs or the kernel does not tell. */
  readonly wchan?: string;
  readonly elapsedSeconds?: number;
  readonly comm: string;
  readonly args: string;
  readonly isKernel?: true;
  /** Line in `tasks/ps-eLo.txt`, from 1; 0 on a live host. */
  readonly line: number;
}
