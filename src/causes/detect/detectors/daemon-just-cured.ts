/**
 * A daemon that had a crowd of clients or goroutines, and has none any more: its memory stays for a while, because Go collects
 * garbage late and gives free heap back later. Nothing is wrong with it; people take it for the leak going on.
 */
import { buildFinding } from '../../finding/build-finding.ts';
import { defined } from '../../../model/defined.ts';
import type { Cause } from '../../../model/cause.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import type { HeapStatement } from '../../../model/statements/heap.ts';
import type { HeapAccount } from '../../../model/heap.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import type { Detector } from '../detector.ts';
import type { Facts } from '../../facts/facts.ts';
import { accountHeap } from '../../heap/account-heap.ts';
import { countConnections } from '../../heap/held-memory.ts';
import { HTTP_USES } from '../../heap/heap-use-table.ts';
import { bytesOf } from '../../heap/process-memory.ts';
import { goMinor } from '../../heap/go-minor.ts';
import { descriptorsLink } from '../../finding/links/descriptors.ts';
import { heapLink } from '../../finding/links/heap.ts';
import { symptomLink } from '../../finding/links/symptom.ts';
import { goroutineTotal } from '../../facts/profile.ts';

/** Less memory worries nobody. */
const LARGE_BYTES = 256 * 1024 * 1024;
/** Smaller crowds come and go. */
const CROWD = 1_000;
/** So many times as many as there are now. */
const FAR_MORE = 10;

export const daemonJustCured: Detector = {
  cause: 'daemon-just-cured',
  order: 80,
  detect(facts, cause, found) {
    if (found.some(({ severity }) => severity !== 'info')) return undefined;
    for (const daemonName of facts.daemons.keys()) {
      const account = accountHeap(facts.snapshot, daemonName);
      const gone = account && findGoneCrowd(facts, daemonName, account);
      if (account !== undefined && gone !== undefined)
        return describe(facts, cause, daemonName, account, gone);
    }
    return undefined;
  },
};

/** What there was when the profile's memory was in use, and is no more. */
interface GoneCrowd {
  readonly crowds: Extract<HeapStatement, { readonly kind: 'memory-not-returned' }>['crowds'];
  readonly unusedBytes: number;
}

function findGoneCrowd(facts: Facts, daemonName: string, account: HeapAccount): GoneCrowd | undefined {
  const { memory, uses } = account;
  const rssBytes = memory?.rssBytes ?? 0;
  if (memory === undefined || rssBytes < LARGE_BYTES) return undefined;
  const unitsOf = (id: string): number => uses.find((use) => use.id === id)?.units ?? 0;
  const crowds = [
    {
      of: 'goroutine' as const,
      once: unitsOf('goroutine-records'),
      now: goroutineTotal(facts.snapshot, daemonName),
    },
    {
      of: 'connection' as const,
      once: unitsOf('http-write-buffer'),
      now: countConnections(facts, daemonName),
    },
  ].flatMap(({ of, once, now }) =>
    now !== undefined && once >= CROWD && once >= now * FAR_MORE ? [{ of, once, now }] : [],
  );
  const unusedBytes = Math.min(
    bytesOf(memory, 'free') + bytesOf(memory, 'garbage') + staleBytes(facts, daemonName, account),
    rssBytes,
  );
  if (crowds.length === 0 || unusedBytes < rssBytes / 2) return undefined;
  return { crowds, unusedBytes };
}

/** What the profile has of connections that have gone since; the next collection takes it. */
function staleBytes(facts: Facts, daemonName: string, { uses }: HeapAccount): number {
  const once = uses.find(({ id }) => id === 'http-write-buffer')?.units ?? 0;
  const now = countConnections(facts, daemonName) ?? once;
  if (once === 0 || now >= once) return 0;
  const bytes = uses.filter(({ id }) => HTTP_USES.has(id)).reduce((sum, use) => sum + use.bytes, 0);
  return Math.round(bytes * (1 - now / once));
}

function describe(
  facts: Facts,
  cause: Cause,
  daemonName: string,
  { memory }: HeapAccount,
  { crowds, unusedBytes }: GoneCrowd,
): StatedFinding {
  const daemon = facts.daemons.get(daemonName);
  return buildFinding(cause, {
    severity: 'info',
    confidence: 'likely',
    summary: [
      {
        kind: 'memory-not-returned',
        daemon: daemonName,
        rssBytes: memory?.rssBytes ?? 0,
        unusedBytes,
        crowds,
      },
      { kind: 'return-of-memory', ...defined({ go: goMinor(daemon?.goVersion) }) },
    ],
    counts: { bytes: Math.round(unusedBytes) },
    chain: [symptomLink(facts, daemonName), descriptorsLink(facts, daemonName), heapLink(facts, daemonName)],
    remedies: adviseFromKnowledge(facts, cause, daemon, []),
  });
}
