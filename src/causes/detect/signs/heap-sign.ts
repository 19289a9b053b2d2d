import type { HeapSign } from '../../../model/cause.ts';
import { formatBytes, formatCount } from '../../../wording/figures.ts';
import type { Facts } from '../../facts/facts.ts';
import { testFor } from '../../match/function-test.ts';
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
  const says = `${formatBytes(bytes)} of ${daemonName}'s memory`;
  const link = provenLink(
    'heap',
    `${says} are in use below ${sign.functions.join(', ')}.`,
    sites.slice(0, 3).map((site) => ({
      file: profile.file,
      ...(site.line > 0 ? { line: site.line } : {}),
      quote: `${formatCount(site.inUseObjects)}: ${formatCount(site.inUseBytes)} bytes @ ${site.frames[0]?.function ?? '?'}`,
    })),
  );
  return { link, says };
}
