import type { Cause } from './cause.ts';
import type { Confidence } from './diagnosis.ts';
import type { Statement } from './statement.ts';
import type { MissStatement } from './statements/misses.ts';

/** A cause whose goroutines are in a dump. */
export interface CauseFit {
  readonly cause: Cause;
  readonly goroutines: number;
  /** Where most of them wait. */
  readonly place: string;
  readonly state?: string;
  readonly oldestMinutes?: number;
  /** Of a cause that is known by its locks, or by goroutines that are missing. */
  readonly states?: Statement;
  /** The version has the flaw; absent where that is not known. */
  readonly affected?: true;
  /** Possible: the dump does not show all that tells it from ordinary work, such as how long they have waited. */
  readonly confidence: Confidence;
  /** Claims of the cause that were not checked against the sources. */
  readonly unverified?: readonly string[];
  /** Other fits that bring this one about. */
  readonly because: readonly string[];
}

/** A cause of which something is missing. */
export interface NearMiss {
  readonly cause: Cause;
  /** What is there: the goroutines that come nearest, and how many. */
  readonly goroutines: number;
  readonly place: string;
  readonly missing: readonly MissStatement[];
}

/** Which causes fit a goroutine dump. */
export interface DumpFits {
  /** The program that the dump is from, told or guessed. */
  readonly daemon?: string;
  readonly version?: string;
  /** What brings others about first, then by goroutines; look-alikes last. */
  readonly fits: readonly CauseFit[];
  /** Those of which least is missing first. */
  readonly near: readonly NearMiss[];
}
