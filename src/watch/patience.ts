/** The longest that somebody who did not answer is left alone. */
const MOST_MS = 30 * 60_000;
/** So many are remembered; the one that was asked longest ago is forgotten first. */
const MOST_KEYS = 1000;

interface Rest {
  readonly misses: number;
  readonly untilMs: number;
}

/** Who did not answer is asked less and less often: after twice the pause, after four times, and so on. */
export class Patience {
  readonly #pauseMs: number;
  readonly #rests = new Map<string, Rest>();

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  /** For how many more milliseconds it is left alone; 0: it may be asked. */
  restOf(key: string, nowMs: number): number {
    return Math.max(0, (this.#rests.get(key)?.untilMs ?? 0) - nowMs);
  }

  answered(key: string): void {
    this.#rests.delete(key);
  }

  missed(key: string, nowMs: number): void {
    const misses = (this.#rests.get(key)?.misses ?? 0) + 1;
    this.#rests.delete(key);
    this.#rests.set(key, {
      misses,
      untilMs: nowMs + Math.min(MOST_MS, this.#pauseMs * 2 ** Math.min(misses, 20)),
    });
    const [oldest] = this.#rests.keys();
    if (this.#rests.size > MOST_KEYS && oldest !== undefined) this.#rests.delete(oldest);
  }
}
