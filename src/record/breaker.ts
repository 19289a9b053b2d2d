import { HostError } from '../system/host-error.ts';

const MOST_SILENT = 8;

/** Leaves out the rest of a family of entries when so many of them in a row have not answered. */
export class Breaker {
  readonly #silent = new Map<string, number>();

  /** Why the entry is not asked for; undefined when it is. */
  refusal(family: string, path: string): HostError | undefined {
    if ((this.#silent.get(family) ?? 0) < MOST_SILENT) return undefined;
    const why = `not asked for: ${MOST_SILENT} others of ${family} in a row did not answer`;
    return new HostError(path, 'timeout', why);
  }

  /** How a reading ended. */
  count(family: string, timedOut: boolean): void {
    this.#silent.set(family, timedOut ? (this.#silent.get(family) ?? 0) + 1 : 0);
  }
}
