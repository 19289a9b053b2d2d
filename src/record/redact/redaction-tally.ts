/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** What kind of secret was taken out. */
export type RedactionKind = 'environment' | 'argument' | 'credential' | 'private-key';

/** Counts what was taken out of one file. */
export class RedactionTally {
  private readonly counts = new Map<RedactionKind, number>();

  add(kind: RedactionKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By kind, in alphabetical order. */
  byKind(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
