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
  /** Signed 64-bit value. */
  readonly equals: number;
  readonly versions?: VersionRange;
}

/** One kind of goroutine that belongs to a cause, written in terms of package, receiver and method. */
export interface SignatureGroup {
  readonly name: string;
  /** `primary`: one per occurrence; `pair`: one more for each primary, shared with whoever else waits in the same place. */
  readonly role: 'primary' | 'pair';
  /** Any of them; a profile that does not tell states matches. */
  readonly states?: readonly string[];
  /** The first frame that is not the Go runtime's, e.g. `daemon.(*Daemon).Kill`. */
  readonly leaf: string;
  /** Functions that must follow below the leaf, in this order, others in between. */
  readonly through?: readonly string[];
  /** Functions that must not be on the stack. */
  readonly without?: readonly string[];
  readonly createdBy?: string;
  readonly container?: readonly ContainerArgument[];
  readonly where?: readonly ArgumentCondition[];
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

/** From when on a match is a fault and not the daemon's ordinary work. Any one that holds is enough. */
export interface Suspicion {
  /** So many at once for one container, or for one lock. */
  readonly perContainer?: number;
  /** One that has waited so long. */
  readonly olderThanMinutes?: number;
  /** So many in all, and more than two for each container of the host, where a profile does not tell containers apart. */
  readonly count?: number;
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
  readonly command?: string;
  /** Only where the daemon's live-restore is so. */
  readonly liveRestore?: boolean;
  /** Left out when another finding explains this one: its remedies then say the same exactly. */
  readonly unlessExplained?: boolean;
}

/** A known cause: data, one file in knowledge/. */
export interface Cause {
  readonly id: string;
  /** Path of its file, as the package or the user's folder has it. */
  readonly file: string;
  readonly component: string;
  /** The daemon in whose goroutines it shows. */
  readonly daemon?: string;
  readonly title: string;
  readonly kind: 'leak' | 'stuck' | 'degraded';
  /** How it comes about, in a few sentences. */
  readonly mechanism: string;
  readonly affected: readonly VersionRange[];
  readonly fixed: readonly FixedIn[];
  readonly groups: readonly SignatureGroup[];
  /** Of a cause that is known by who waits for a lock and who has it. */
  readonly locks?: readonly KnownLock[];
  readonly suspicion: Suspicion;
  readonly cost?: OccurrenceCost;
  /** Log messages (ids) whose lines are counted per occurrence and container, best first; with the fields they must have. */
  readonly counted: readonly {
    readonly message: string;
    readonly fields?: Readonly<Record<string, string>>;
  }[];
  readonly confirms: readonly string[];
  readonly refutes: readonly string[];
  readonly remedies: readonly RemedyAdvice[];
  readonly links: readonly string[];
}
