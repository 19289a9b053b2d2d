import type { Counts } from '../../model/diagnosis.ts';
import type { FigureName, FigureWatch } from './watched.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';

/** How a figure has changed; absent where one of the two moments is not known. */
export interface FigureChange {
  readonly sinceLast?: number;
  readonly sinceFirst?: number;
  /** Since the first look. */
  readonly perMinute?: number;
}

/** `+12` since the last look, `+340` since the first. */
export function changeOf({ now, before, first, firstAtMs }: FigureWatch, atMs: number): FigureChange {
  if (now === undefined || atMs <= firstAtMs) return {};
  return {
    ...(before === undefined ? {} : { sinceLast: now - before }),
    sinceFirst: now - first,
    perMinute: ((now - first) / (atMs - firstAtMs)) * 60_000,
  };
}

/** What a finding holds, in as few words as tell it: `3 000 goroutines · 1 500 sockets`; memory, where it is nothing else. */
export function describeHeld(counts: Counts): string {
  return partsOf(counts)
    .map(([figure, held]) =>
      figure === 'bytes' ? formatBytes(held) : `${formatCount(held)} ${WORDS[figure]}`,
    )
    .join(' · ');
}

/** How that has changed, in the same order: `+24 · +12`; empty where it is the same, or not known. */
export function describeChange(before: Counts, counts: Counts): string {
  const changes = partsOf(counts).map(([figure, held]) => ({
    figure,
    change: held - (before[figure] ?? held),
  }));
  if (changes.every(({ change }) => change === 0)) return '';
  return changes
    .map(({ figure, change }) => signed(change, figure === 'bytes' ? 'rssBytes' : 'fds'))
    .join(' · ');
}

const WORDS = { goroutines: 'goroutines', sockets: 'sockets', fds: 'descriptors' } as const;

function partsOf({ goroutines, sockets, fds, bytes }: Counts): (readonly [keyof Counts, number])[] {
  const parts: (readonly [keyof Counts, number])[] = [];
  if (goroutines !== undefined) parts.push(['goroutines', goroutines]);
  if (sockets !== undefined) parts.push(['sockets', sockets]);
  if (fds !== undefined && fds !== sockets) parts.push(['fds', fds]);
  return parts.length === 0 && bytes !== undefined ? [['bytes', bytes]] : parts;
}

/** `+12`, `-3`, `+1.5 MiB`; `0` for no change. */
export function signed(change: number, figure: FigureName = 'fds'): string {
  const format = figure === 'rssBytes' ? formatBytes : formatCount;
  if (change === 0) return '0';
  return change < 0 ? `-${format(-change)}` : `+${format(change)}`;
}

/** Per minute, as a whole number where there are ten or more; empty for none. */
export function formatRate(perMinute: number, figure: FigureName): string {
  const rounded = Math.abs(perMinute) < 10 ? Math.round(perMinute * 10) / 10 : Math.round(perMinute);
  return rounded === 0 ? '' : signed(rounded, figure);
}
