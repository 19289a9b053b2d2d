import type { Evidence } from '../../../model/evidence.ts';
import type { HeapAccount, HeapProfile, HeapSite, HeapUse, ProcessMemory } from '../../../model/heap.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { HeapStatement } from '../../../model/statements/heap.ts';
import { defined } from '../../../model/defined.ts';
import { shortName } from '../../../parse/go/function-name.ts';
import { formatCount } from '../../../wording/figures.ts';
import type { Facts } from '../../facts/facts.ts';
import { accountHeap } from '../../heap/account-heap.ts';
import type { HeldMemory, Holding } from '../../heap/held-memory.ts';
import { HTTP_USES } from '../../heap/heap-use-table.ts';
import { bytesOf } from '../../heap/process-memory.ts';
import { provenLink, unknownLink } from './link.ts';

/** Smaller shares of the heap are not named. */
const WORTH_STATING = 0.01;

/** What fills the memory of a daemon: the heap by what it is for, the cause's own part of it, and the rest of the process. */
export function heapLink(
  facts: Facts,
  daemon: string,
  held?: { readonly holding: Holding; readonly memory: HeldMemory },
): StatedLink {
  const account = accountHeap(facts.snapshot, daemon);
  if (account === undefined)
    return unknownLink('heap', {
      kind: 'heap-unknown',
      daemon,
      isBounded: held?.memory.isBounded === true,
    });
  const { profile, uses } = account;
  const states = [
    { kind: 'heap-in-use' as const, bytes: profile.inUseBytes },
    stateConnections(account),
    stateMost(account),
    held && stateHeld(daemon, held.holding, held.memory),
    account.memory && stateProcess(account.memory),
  ];
  return provenLink(
    'heap',
    states.filter((one) => one !== undefined),
    uses
      .filter(({ bytes }) => bytes > 0)
      .slice(0, 3)
      .map((use) => useEvidence(profile, use)),
  );
}

function stateConnections({ profile, uses }: HeapAccount): HeapStatement | undefined {
  const http = uses.filter((use) => HTTP_USES.has(use.id) && use.bytes > 0);
  const bytes = http.reduce((sum, use) => sum + use.bytes, 0);
  if (bytes === 0) return undefined;
  const withBuffers = ['http-read-buffer', 'http-write-buffer'].every((id) =>
    http.some((use) => use.id === id),
  );
  return { kind: 'heap-of-connections', bytes, of: profile.inUseBytes, withBuffers };
}

function stateMost({ profile, uses, restBytes }: HeapAccount): HeapStatement | undefined {
  const least = profile.inUseBytes * WORTH_STATING;
  const top = uses
    .filter((use) => use.bytes >= least)
    .slice(0, 3)
    .map(({ says, bytes }) => ({ what: says, bytes }));
  const rest = restBytes >= least ? restBytes : 0;
  return top.length === 0 && rest === 0 ? undefined : { kind: 'heap-by-use', uses: top, restBytes: rest };
}

/** What of the memory this cause has. */
function stateHeld(
  daemon: string,
  { connections, goroutines }: Holding,
  { bytes, heapBytes, stackBytes, isBounded }: HeldMemory,
): HeapStatement {
  const measured =
    heapBytes === undefined || stackBytes === undefined
      ? undefined
      : { heapBytes, connections, stackBytes, goroutines };
  return { kind: 'cause-memory', daemon, bytes, isBounded, ...defined({ measured }) };
}

/** Parts of a process below this share are not named. */
const LARGE_PART = 0.05;

function stateProcess(memory: ProcessMemory): HeapStatement | undefined {
  const { rssBytes, isEstimate, parts } = memory;
  if (rssBytes === undefined) return undefined;
  const named = (['garbage', 'stacks', 'free'] as const).flatMap((id) =>
    parts
      .filter((part) => part.id === id && part.bytes >= rssBytes * LARGE_PART)
      .map(({ says, bytes }) => ({ what: says, bytes })),
  );
  return named.length === 0
    ? undefined
    : { kind: 'process-memory', rssBytes, liveBytes: bytesOf(memory, 'live'), isEstimate, parts: named };
}

function useEvidence(profile: HeapProfile, use: HeapUse): Evidence | undefined {
  const site = use.sites.reduce<HeapSite | undefined>(
    (largest, one) => (largest === undefined || one.inUseBytes > largest.inUseBytes ? one : largest),
    undefined,
  );
  return site && siteEvidence(profile, site);
}

/** A site of a heap profile, as its line has it. */
export function siteEvidence(profile: HeapProfile, site: HeapSite): Evidence {
  const functions = site.frames.slice(0, 3).map((frame) => shortName(frame.function));
  return {
    file: profile.file,
    ...(site.line > 0 ? { line: site.line } : {}),
    quote: `${formatCount(site.inUseObjects)}: ${formatCount(site.inUseBytes)} bytes @ ${functions.join(' ← ')}`,
  };
}
