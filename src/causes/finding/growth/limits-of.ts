import type { Facts } from '../../facts/facts.ts';
import type { GrowthSources } from './find-growth.ts';

/** USER_HZ of every architecture that has container daemons (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** What a leak in a daemon is measured by: when it was seen, since when the process lives, what it has open and may have. */
export function limitsOf(
  { daemons, snapshot, capturedAtMs }: Facts,
  name: string | undefined,
): Pick<GrowthSources, 'capturedAtMs' | 'startedAtMs' | 'descriptors' | 'limit'> {
  const daemon = daemons.get(name ?? '');
  const { uptimeSeconds } = snapshot.host;
  const ticks = daemon?.startTicks;
  return {
    ...(capturedAtMs === undefined ? {} : { capturedAtMs }),
    ...(capturedAtMs === undefined || uptimeSeconds === undefined || ticks === undefined
      ? {}
      : { startedAtMs: capturedAtMs + (ticks / TICKS_PER_SECOND - uptimeSeconds) * 1000 }),
    ...(daemon?.descriptors === undefined ? {} : { descriptors: daemon.descriptors.total }),
    ...(daemon?.descriptorLimit === undefined ? {} : { limit: daemon.descriptorLimit }),
  };
}
