import type { ReportHeap } from '../../src/report/page/report-data.ts';

export type Site = ReportHeap['sites'][number];
export type HeapColorBy = 'cause' | 'use';

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
