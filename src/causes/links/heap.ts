import type { ChainLink } from '../../model/diagnosis.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { HeapProfile } from '../../model/heap.ts';
import { formatBytes, formatCount, formatShare } from '../../wording/figures.ts';
import { listed } from '../../wording/phrases.ts';
import type { Facts } from '../facts.ts';
import { findHeapUses, HTTP_USES, type HeapUse } from '../heap-sites.ts';
import { provenLink, unknownLink } from './link.ts';

/** Smaller shares of the heap are not named. */
const WORTH_SAYING = 0.01;

/** What fills the heap, in words, with the share of it that belongs to HTTP connections. */
export function heapLink(facts: Facts, daemonName: string): ChainLink {
  const profile = facts.snapshot.heaps.find((heap) => heap.daemon === daemonName);
  if (profile === undefined)
    return unknownLink(
      'heap',
      `What fills the memory of ${daemonName} is not known: there is no heap profile (deadwait heap).`,
    );
  const uses = findHeapUses(profile);
  const http = uses.filter((use) => HTTP_USES.has(use.id));
  const httpBytes = http.reduce((sum, use) => sum + use.bytes, 0);
  const top = uses
    .filter((use) => use.bytes >= profile.inUseBytes * WORTH_SAYING)
    .slice(0, 3)
    .map((use) => `${use.says} (${formatBytes(use.bytes)})`);
  const buffers =
    httpBytes === 0
      ? ''
      : ` ${formatShare(httpBytes, profile.inUseBytes)} of it belongs to HTTP connections${bothBuffers(http) ? ': two bufio buffers for every one of them, and its request' : ''}.`;
  return provenLink(
    'heap',
    `${formatBytes(profile.inUseBytes)} of heap in use.${buffers}${top.length > 0 ? ` Most is in ${listed(top)}.` : ''}`,
    uses.slice(0, 3).map((use) => siteEvidence(profile, use)),
  );
}

function bothBuffers(uses: readonly HeapUse[]): boolean {
  return (
    uses.some((use) => use.id === 'http-read-buffer') && uses.some((use) => use.id === 'http-write-buffer')
  );
}

function siteEvidence(profile: HeapProfile, use: HeapUse): Evidence | undefined {
  const site = use.sites.reduce<HeapUse['sites'][number] | undefined>(
    (largest, one) => (largest === undefined || one.inUseBytes > largest.inUseBytes ? one : largest),
    undefined,
  );
  if (site === undefined) return undefined;
  const functions = site.frames
    .slice(0, 3)
    .map((frame) => frame.function.slice(frame.function.lastIndexOf('/') + 1));
  return {
    file: profile.file,
    ...(site.line > 0 ? { line: site.line } : {}),
    quote: `${formatCount(site.inUseObjects)}: ${formatCount(site.inUseBytes)} bytes @ ${functions.join(' ← ')}`,
  };
}
