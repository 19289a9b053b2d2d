import { Refused } from '../refused.ts';

/** Lets so many pieces of work run at once; the others wait in line, in their order. */
export class Line {
  readonly #atOnce: number;
  readonly #longest: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, longest: number) {
    this.#atOnce = atOnce;
    this.#longest = longest;
  }

  /** `onWait` is told how many stand in front. Refused (503) when the line is too long. */
  async run<T>(work: () => Promise<T>, onWait: (before: number) => void): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#longest)
        throw new Refused(
          503,
          'Too many hosts wait to be examined.',
          'Try again when some of them are done.',
        );
      onWait(this.#waiting.length + this.#running);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed over.
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
