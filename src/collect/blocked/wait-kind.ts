import type { Mount, WaitsFor } from '../../model/task.ts';

/** A kernel function that a thread sleeps in, and the kernels in which it was found there. */
export type KnownFunction = readonly [name: string, kernels: string];

/** One way to be blocked: the kernel functions that show it, and what its backend looks like. */
export interface WaitKind {
  /** What people call it: `fuse`, `nfs`, `cifs`. */
  readonly name: string;
  readonly waits: WaitsFor;
  /** A thread sleeps in one of these only for this kind; as wchan each decides alone, whatever the state. */
  readonly sleepsIn: readonly KnownFunction[];
  /** How the names of the file system's own functions begin: below a lock or a page wait they tell whose it is. */
  readonly prefixes: readonly string[];
  /** Whether a mount may be what is waited for. */
  isBackend(mount: Mount): boolean;
}

/** What a thread was found to wait for. */
export interface Wait {
  readonly waits: WaitsFor;
  readonly kind?: WaitKind;
  /** The function that decided, where one did. */
  readonly by?: string;
  /** Types of the local file system that the stack names; empty when it names none. */
  readonly fstypes: readonly string[];
}

/** The functions of a kind as a set, for looking them up. */
export function functionNames(functions: readonly KnownFunction[]): ReadonlySet<string> {
  return new Set(functions.map(([name]) => name));
}
