import type { KnownLock } from './cause.ts';
import type { Evidence } from './evidence.ts';
import type { Frame, GoroutineGroup, WaitHistogram } from './goroutine.ts';

/** How a lock is asked for. `read` and `write` are the two ways of an RWMutex: many readers hold it together, a writer alone. */
export type LockMode = 'lock' | 'read' | 'write';

/** A lock that a knowledge file describes, with the cause that it belongs to. */
export interface DescribedLock extends KnownLock {
  readonly cause: string;
}

/** Goroutines of one group that wait for one lock. */
export interface LockWaiters {
  readonly group: GoroutineGroup;
  readonly mode: LockMode;
  /** The function of the program that asks for the lock. */
  readonly place: Frame;
  readonly count: number;
  /** Empty where the profile does not tell. */
  readonly waits: WaitHistogram;
  readonly evidence: Evidence;
}

/** What kind of thing a goroutine waits for; `nothing`: it runs. */
export const WAIT_KINDS = [
  'lock',
  'kernel',
  'process',
  'rpc',
  'http',
  'network',
  'channel',
  'goroutines',
  'timer',
  'nothing',
  'unknown',
] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

/** What a lock is known by: the name of a knowledge file, its address, else the function in which goroutines wait for it. */
export interface LockName {
  readonly known?: string;
  readonly address?: string;
  readonly place?: string;
}

/** What the holder of a lock, or any other goroutine, waits for. */
export interface HolderWait {
  readonly kind: WaitKind;
  /** The function of the program, or the system call, that shows it: `syscall.Stat`. */
  readonly function?: string;
  /** Of `rpc` and `http`: what is asked. */
  readonly peer?: 'shim' | 'containerd' | 'grpc-server' | 'plugin' | 'http-server';
  /** Of `rpc`: `tasks Delete`. */
  readonly call?: string;
  /** Of `channel`. */
  readonly how?: 'receive' | 'send' | 'select' | 'signal';
  /** Of `lock`: the lock's id, where it is a certain one. */
  readonly lock?: string;
  readonly lockName?: LockName;
  /** Of `lock`: it is one of so many, such as `lockName`. */
  readonly among?: number;
}

/** Goroutines that have passed a lock and have not given it back: one of them has it. */
export interface LockHolder {
  /** The likeliest. */
  readonly group: GoroutineGroup;
  /** All that it may be; of an RWMutex several may hold it at once. */
  readonly goroutines: number;
  /** The function that holds the lock while it runs. */
  readonly section: Frame;
  /** `pointer`: it has the same object as the waiters; `section`: that function is known to hold it; `passed`: it stands behind the line at which others wait. */
  readonly by: 'pointer' | 'section' | 'passed';
  /** No other goroutine and no other lock come into question. */
  readonly certain: boolean;
  readonly waitsFor: HolderWait;
  readonly evidence: Evidence;
}

/** A lock that goroutines wait for. */
export interface ContendedLock {
  /** Its address, else the place where they wait: function and line. */
  readonly id: string;
  /** Absent where the profile does not print it: then it may be several locks of one kind. */
  readonly address?: string;
  readonly kind: 'Mutex' | 'RWMutex';
  readonly described?: DescribedLock;
  readonly waiterCount: number;
  /** Whole minutes; absent where the profile does not tell. */
  readonly oldestMinutes?: number;
  /** Most goroutines first. */
  readonly waiters: readonly LockWaiters[];
  /** Absent: nobody was seen who may have it. */
  readonly holder?: LockHolder;
}

/** The locks of one process, and who holds what the other needs. */
export interface LockGraph {
  readonly daemon: string;
  readonly file: string;
  /** Most waiters first. */
  readonly locks: readonly ContendedLock[];
  /** Ids of locks: the holder of each waits for the next, that of the last for the first. */
  readonly cycles: readonly (readonly string[])[];
}
