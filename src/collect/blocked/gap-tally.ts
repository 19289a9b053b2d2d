import type { Gap, GapReason } from '../../model/gap.ts';

/** Gathers failures of one kind, so that a thousand threads without a readable stack are one gap. */
export class GapTally {
  readonly #found = new Map<string, { source: string; reason: GapReason; detail: string; count: number }>();

  /** `what` is counted apart: `stack`, `status`; `source` and `detail` are those of its first failure. */
  add(what: string, source: string, reason: GapReason, detail: string): void {
    const key = `${what} ${reason}`;
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { source, reason, detail, count: 1 });
    else known.count += 1;
  }

  /** One gap for each kind, by source. */
  gaps(): readonly Gap[] {
    const gaps = [...this.#found.values()].map(({ source, reason, detail, count }) => ({
      source,
      reason,
      detail: count === 1 ? detail : `${detail} (and ${count - 1} more of the same kind)`,
    }));
    return gaps.sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
  }
}
