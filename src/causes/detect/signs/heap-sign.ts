import type { HeapSign } from '../../../model/cause.ts';
import type { Facts } from '../../facts/facts.ts';
import { testFor } from '../../match/function-test.ts';
import { siteEvidence } from '../../finding/links/heap.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { SignSeen } from './sign-seen.ts';

/** Memory of a daemon that is in use below one of some functions. */
export function seeHeapSign(facts: Facts, sign: HeapSign, daemonName: string): SignSeen | undefined {
  const profile = facts.snapshot.heaps.find((heap) => heap.daemon === daemonName);
  if (profile === undefined) return undefined;
  const isMeant = testFor(sign.functions);
  const sites = profile.sites.filter((site) => site.frames.some((frame) => isMeant(frame.function)));
  const bytes = sites.reduce((sum, site) => sum + site.inUseBytes, 0);
  if (bytes < sign.bytes) return undefined;
  const states = { kind: 'sign-heap' as const, daemon: daemonName, bytes, functions: sign.functions };
  const link = provenLink(
    'heap',
    states,
    sites.slice(0, 3).map((site) => siteEvidence(profile, site)),
  );
  return { link, states };
}
