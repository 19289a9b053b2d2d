import type { ReportHeap } from '../../src/report/page/report-data.ts';

export type Site = ReportHeap['sites'][number];
export type HeapColorBy = 'cause' | 'use';

/** Memory of one purpose. */
export interface Use {
  readonly says: string;
  readonly bytes: number;
  /** That of its sites. */
  readonly cause?: string;
}

/** Uses, most memory first. */
export function usesOf(sites: readonly Site[]): readonly Use[] {
  const uses = new Map<string, Use>();
  for (const { use, bytes, cause } of sites) {
    if (use === undefined) continue;
    const known = uses.get(use) ?? { says: use, bytes: 0, ...(cause === undefined ? {} : { cause }) };
    uses.set(use, { ...known, bytes: known.bytes + bytes });
  }
  return [...uses.values()].sort((a, b) => b.bytes - a.bytes);
}

/** Memory by the cause it belongs to, most first; undefined: to none that was found. */
export function causesOf(
  sites: readonly Site[],
): readonly { readonly cause?: string; readonly bytes: number }[] {
  const causes = new Map<string | undefined, number>();
  for (const { cause, bytes } of sites) causes.set(cause, (causes.get(cause) ?? 0) + bytes);
  return [...causes]
    .map(([cause, bytes]) => ({ bytes, ...(cause === undefined ? {} : { cause }) }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** The colour class of what is one of the names, by its place among them. */
export function toneAmong(names: readonly string[], name: string | undefined): string {
  return name === undefined || !names.includes(name) ? 'tone-plain' : `tone-${names.indexOf(name) % 8}`;
}
