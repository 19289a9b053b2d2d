import type { CommandPlace, RemedyEffect, RemedyLoss } from './diagnosis.ts';

/** Versions from `from` (included) up to `before` (excluded); either may be open. */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

/** A release from which a flaw is gone, and the change that did it: `moby#42956`. */
export interface FixedIn {
  readonly version: string;
  readonly by: string;
}

/** An argument of a frame that tells one container (its `*Container`) from another. */
export interface ContainerArgument {
  /** Function pattern, e.g. `daemon.(*Daemon).Kill`. */
  readonly function: string;
  /** Position among the printed words, from 0; the receiver counts. */
  readonly index: number;
  readonly versions?: VersionRange;
}

/** An argument that must have a value, e.g. `seconds` = -1. Where a dump does not print it, the condition stays open. */
export interface ArgumentCondition {
  readonly function: string;
  readonly index: number;
  /** Signed 64-bit values; one of the two is there. */
  readonly equals?: number;
  readonly atLeast?: number;
  readonly versions?: VersionRange;
}

/** Where a claim of a knowledge file was read. */
export interface CheckedClaim {
  /** `from 17.06.0`, `before 20.10.10`, `fixed 20.10.10`, `group kill`, `taken`, `holds`, `log ID`. */
  readonly what: string;
  /** Repository and tag: `moby@v18.09.2`. */
  readonly at: string;
  readonly file: string;
  readonly line?: number;
  /** What stands in that line. */
  readonly text?: string;
  readonly function?: string;
}

/** A function pattern, or several of which any one will do. */
export type FunctionPatterns = string | readonly string[];

/**
 * What a group of goroutines is to a cause. `primary`: one per occurrence; `pair`: one more for each primary, shared with whoever
 * else waits in the same place; `also`: goes with it where it is there; `needed`: without it there is no such cause;
 * `missing`: a daemon in good health has it, and here it is gone.
 */
export type GroupRole = 'primary' | 'pair' | 'also' | 'needed' | 'missing';

/** One kind of goroutine that belongs to a cause, written in terms of package, receiver and method. */
export interface SignatureGroup {
  readonly name: string;
  readonly role: GroupRole;
  /** The versions in which the goroutines look so; where the version is not known, any. */
  readonly versions?: VersionRange;
  /** Of goroutines that are missing: how many a daemon in good health has; one, unless it says more. */
  readonly atLeast?: number;
  /** Any of them, or of the classes of states (STATE_CLASSES); a profile that does not tell states matches. */
  readonly states?: readonly string[];
  /** The state alone tells it from ordinary work: a profile that does not tell states does not match. */
  readonly stateMatters?: boolean;
  /** A function of the Go runtime or of sync above the leaf, in which it waits: `sync.(*WaitGroup).Wait`. */
  readonly on?: FunctionPatterns;
  /** The first frame that is not the Go runtime's, e.g. `daemon.(*Daemon).Kill`. */
  readonly leaf?: FunctionPatterns;
  /** The line of the leaf is one of these; only where the function waits in several places. */
  readonly lines?: readonly number[];
  /** Functions that must follow below the leaf (without one: anywhere), in this order, others in between. */
  readonly through?: readonly FunctionPatterns[];
  /** Functions that must not be on the stack. */
  readonly without?: readonly string[];
  readonly createdBy?: FunctionPatterns;
  readonly container?: readonly ContainerArgument[];
  readonly where?: readonly ArgumentCondition[];
  /** The arguments alone tell it from another cause: a profile or a version that does not show them does not match. */
  readonly whereMatters?: boolean;
}

/**
 * A lock that is known, or one way in which a known lock comes to be held for long. Functions are patterns, as in signatures.
 * A goroutine that has one of `holds` on its stack, and waits for something other than this lock there, has the lock.
 */
export interface KnownLock {
  /** For a sentence: `the container lock`. */
  readonly name: string;
  /** The cause that describes the lock itself, where this is one way in which it comes to be held. */
  readonly of?: string;
  /** Functions that ask for the lock. */
  readonly taken?: readonly string[];
  /** Functions that hold it until they return. */
  readonly holds?: readonly string[];
  /** One of them must stand above the function that holds it. */
  readonly through?: readonly string[];
  /** None of these may stand above it. */
  readonly without?: readonly string[];
  /** What the holder must wait for: one of WAIT_KINDS in lock.ts. */
  readonly waits?: readonly string[];
  /** Arguments by which the locks of different containers are told apart, in waiters and holders. */
  readonly container?: readonly ContainerArgument[];
  /** A goroutine that holds it may ask for it again. */
  readonly recursive?: boolean;
  /** Without which the cause is not there: a holder that was seen; a cycle of which this lock is part. */
  readonly needs?: 'holder' | 'cycle';
}

/** From when on a match is a fault and not the daemon's ordinary work: all of this holds. A cause may have several of these. */
export interface Suspicion {
  /** So many for one container. */
  readonly perContainer?: number;
  /** That have waited at least so long. */
  readonly olderThanMinutes?: number;
  /** So many in all. */
  readonly count?: number;
  /** So many of which the client is certainly gone. */
  readonly goneClients?: number;
  /** So many lines of what is counted for the cause, about containers that have not ended. */
  readonly logged?: number;
}

/** From when on waiting for one lock is a fault and not ordinary work. Any one that holds is enough. */
export interface Contention {
  /** So many waiters, when one has waited for a minute or the holder does not return from the kernel. */
  readonly perLock?: number;
  /** One that has waited so long. */
  readonly olderThanMinutes?: number;
  /** So many in all, where a profile tells neither addresses nor waits. */
  readonly count?: number;
  /** So many waiters whose client has certainly given up, however short the wait. */
  readonly goneClients?: number;
}

/** Lines in a log that give a cause away; `all` that is given must hold. */
export interface LogSign {
  /** Ids of knowledge/log-messages; any of them. */
  readonly messages: readonly string[];
  readonly fields?: Readonly<Record<string, string>>;
  /** At least so many lines, for one container where the message names one. */
  readonly count: number;
  /** So many a minute, from the first line to the last. */
  readonly perMinute?: number;
  /** The last line is at most so old when the host is looked at. */
  readonly withinMinutes: number;
  /** The container that the lines are about has ended, as its runtime says. */
  readonly ended?: boolean;
}

/** Processes that should be gone by now. */
export interface ProcessSign {
  /** Names of executables. */
  readonly programs: readonly string[];
  /** One of these stands among the arguments. */
  readonly words: readonly string[];
  readonly without?: readonly string[];
  /** Names of the parent's executable. */
  readonly below: readonly string[];
  readonly olderThanSeconds: number;
}

/** Containers that the runtime calls running, whose first process is gone, and which were told to stop. */
export interface LostExitSign {
  readonly runtime: 'docker' | 'cri';
  /** So often in vain. */
  readonly stops: number;
  /** Only containers that started before the daemon did; where either is not known, any. */
  readonly restarted?: true;
}

/** Memory that is in use below some function. */
export interface HeapSign {
  readonly functions: readonly string[];
  readonly bytes: number;
}

/** What shows a cause besides goroutines; all that is given must hold. */
export interface Signs {
  readonly logs?: readonly LogSign[];
  readonly processes?: ProcessSign;
  readonly lostExits?: LostExitSign;
  readonly heap?: HeapSign;
}

/** A fact of a snapshot by which a cause is not there; all that is given must hold. What is not known does not hold. */
export interface RefutationTest {
  /** This daemon has run since before the containers were started. */
  readonly notRestarted?: string;
  /** One of its calls, which ought to end, has waited so long; followers and streams do not count. */
  readonly callsOlderThanMinutes?: number;
  /** Every goroutine of it has waited for less. */
  readonly allYoungerThanMinutes?: number;
  /** The host runs none of these programs. */
  readonly noProcess?: readonly string[];
  /** No thread of the host is in state D. */
  readonly noBlockedTask?: true;
}

export interface Refutation {
  readonly says: string;
  readonly when: RefutationTest;
}

/** What one occurrence holds. */
export interface OccurrenceCost {
  readonly goroutines: number;
  readonly descriptors: number;
  readonly bytes: number;
}

export interface RemedyAdvice {
  readonly id: string;
  readonly says: string;
  readonly risk: string;
  readonly loses: RemedyLoss;
  readonly effect: RemedyEffect;
  /** A template: what stands as `<NAME>` is filled in where it is known. */
  readonly command?: string;
  readonly where?: CommandPlace;
  readonly waitsFor?: string;
  /** Only where the daemon's live-restore is so. */
  readonly liveRestore?: boolean;
  /** Left out when another finding explains this one: its remedies then say the same exactly. */
  readonly unlessExplained?: boolean;
}

/**
 * `leak`: grows with every call; `stuck`: something does not end; `degraded`: slower or blinder than it should be; `lookalike`: no
 * fault at all, but it looks like one.
 */
export type CauseKind = 'leak' | 'stuck' | 'degraded' | 'lookalike';

/** What tells which containers goroutines without a `*Container` are about: their execs, an inspect that fails, the log lines. */
export type ContainerClue = 'execs' | 'inspect' | 'logs';

/** A known cause: data, one file in knowledge/. */
export interface Cause {
  readonly id: string;
  /** Path of its file, as the package or the user's folder has it. */
  readonly file: string;
  readonly component: string;
  /** The daemon in whose goroutines it shows. */
  readonly daemon?: string;
  readonly title: string;
  readonly kind: CauseKind;
  /** Other names of causes that this one stands for as well. */
  readonly covers: readonly string[];
  /** Causes (ids) that this one brings about: where both are found, it is what explains them. */
  readonly explains: readonly string[];
  /** Explains every finding about a container that it names. */
  readonly explainsContainers?: boolean;
  /** What the headline tells of its finding: which containers, or which clients; absent: its summary. */
  readonly headline?: 'containers' | 'clients';
  /** A finding makes the verdict, even where it only informs. */
  readonly alwaysWeighs?: boolean;
  /** A finding is at most so severe, where its signs are less than certain. */
  readonly atMost?: 'info' | 'warning';
  /** How it comes about, in a few sentences. */
  readonly mechanism: string;
  readonly affected: readonly VersionRange[];
  readonly fixed: readonly FixedIn[];
  readonly groups: readonly SignatureGroup[];
  /** Of a cause that is known by who waits for a lock and who has it. */
  readonly locks?: readonly KnownLock[];
  /** From when on waiting for its lock is a fault; any one that is given is enough. */
  readonly contention: Contention;
  /** Any one of them is enough; without any, goroutines never make a finding. */
  readonly suspicion: readonly Suspicion[];
  /** Another way in which the cause shows. */
  readonly shows?: Signs;
  /** One of what its goroutines are, in the singular: `stop`, `exec`, `call`. */
  readonly occurrence: string;
  readonly containersBy: readonly ContainerClue[];
  readonly cost?: OccurrenceCost;
  /** Log messages (ids) whose lines are counted per occurrence and container, best first; with the fields they must have. */
  readonly counted: readonly {
    readonly message: string;
    readonly fields?: Readonly<Record<string, string>>;
  }[];
  /** Log messages (ids) by which a log tells its calls that wait now: those that were asked and not answered. */
  readonly underWay?: readonly {
    readonly asked: readonly string[];
    readonly answered: readonly string[];
  }[];
  readonly confirms: readonly string[];
  /** All of them, in words. */
  readonly refutes: readonly string[];
  /** Those that a snapshot can decide. */
  readonly refutations: readonly Refutation[];
  readonly remedies: readonly RemedyAdvice[];
  readonly links: readonly string[];
  /** Where its claims were read in the sources. */
  readonly checked?: readonly CheckedClaim[];
  /** Claims that were not read in the sources, or true for all of them. */
  readonly unverified?: true | readonly string[];
}
