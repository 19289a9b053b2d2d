/**
 * Remembers what was found for the rest of a line, from its first needle on. A daemon in trouble writes the same words over and
 * over, only the time in front of them changes: a line seen before then costs one comparison instead of a regular expression.
 */

const SLOTS = 1 << 12;
const MAX_TAIL_BYTES = 1024;
/** Bytes of a tail that its slot follows from; enough to hit some of an id's 64 digits. */
const SAMPLES = 16;

/** A table of fixed size from the bytes of a tail to what was found for it. */
export class KnownTails<Found> {
  readonly #tails: (Buffer | undefined)[] = Array.from({ length: SLOTS });
  readonly #found: (Found | undefined)[] = Array.from({ length: SLOTS });

  /** What was found for the bytes in [from, to); undefined when that is not known. */
  get(bytes: Buffer, from: number, to: number): Found | undefined {
    const slot = slotOf(bytes, from, to);
    const tail = this.#tails[slot];
    if (tail === undefined || tail.length !== to - from) return undefined;
    return bytes.compare(tail, 0, tail.length, from, to) === 0 ? this.#found[slot] : undefined;
  }

  /** Remembers it; what stood in the same slot is forgotten, and a very long tail is not kept. */
  set(bytes: Buffer, from: number, to: number, found: Found): void {
    if (to - from > MAX_TAIL_BYTES) return;
    const slot = slotOf(bytes, from, to);
    this.#tails[slot] = Buffer.from(bytes.subarray(from, to));
    this.#found[slot] = found;
  }
}

function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const step = ((to - from) >> 4) + 1;
  let hash = to - from;
  for (let sample = 0, at = to - 1; sample < SAMPLES && at >= from; sample++, at -= step) {
    hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  }
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}
