import type { HostEntry } from '../../src/serve/api.ts';

export type Order = 'time' | 'verdict' | 'name';

/** Those in need first, then those of which nothing is known. */
const RANKS = ['leak', 'stuck', 'degraded', 'unknown', 'failed', 'examining', 'new', 'healthy'];

/** The hosts in whose name, host name or headline all the words occur, in that order; equal ones stay as the server lists them. */
export function sortHosts(hosts: readonly HostEntry[], order: Order, search: string): HostEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = hosts.filter((host) => {
    const text = textOf(host);
    return words.every((word) => text.includes(word));
  });
  if (order === 'name') return found.sort((a, b) => collator.compare(a.name, b.name));
  if (order === 'time') return found.sort((a, b) => timeOf(b) - timeOf(a));
  return found.sort((a, b) => rankOf(a) - rankOf(b) || timeOf(b) - timeOf(a));
}

/** When it was recorded, or else when its file was changed: milliseconds since 1970; 0 when neither is known. */
export function timeOf({ examined, modifiedAtMs }: HostEntry): number {
  const recorded = Date.parse(examined?.capturedAt ?? '');
  return Number.isNaN(recorded) ? (modifiedAtMs ?? 0) : recorded;
}

const collator = new Intl.Collator('en', { numeric: true });

function rankOf({ examined, state }: HostEntry): number {
  return RANKS.indexOf(examined?.verdict ?? state);
}

function textOf({ name, examined }: HostEntry): string {
  return `${name} ${examined?.hostname ?? ''} ${examined?.verdict ?? ''} ${examined?.headline ?? ''}`.toLowerCase();
}
