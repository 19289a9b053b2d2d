import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { CauseFit } from '../../../model/dump-fits.ts';
import type { GoroutineProfile } from '../../../model/goroutine.ts';
import { describeLocks } from '../../detect/detect-locks.ts';
import { seeCauses } from '../../detect/see-causes.ts';
import { readFacts, SHIPPED_WITH } from '../../facts/facts.ts';
import { isAffected } from '../../finding/links/version.ts';

/** The causes that are known by who waits for which lock, looked for on a host of which nothing is known but the dump. */
export function fitLocks(
  profile: GoroutineProfile,
  causes: readonly Cause[],
  daemon: string,
  version: string | undefined,
): CauseFit[] {
  const facts = readFacts({
    host: { live: false },
    daemons: [{ name: SHIPPED_WITH.get(daemon) ?? daemon, ...(version === undefined ? {} : { version }) }],
    containers: [],
    goroutines: [{ ...profile, daemon }],
    heaps: [],
    logs: [],
    gaps: [],
  });
  const { locked, ledgers } = seeCauses(
    facts,
    causes.filter(({ locks }) => locks !== undefined),
  );
  return describeLocks(facts, locked, ledgers).flatMap(
    ({ cause: id, counts, summary: [states], confidence, because }) => {
      const cause = causes.find((one) => one.id === id);
      if (cause === undefined) return [];
      const affected = isAffected(cause, version) === true ? { affected: true as const } : {};
      const place = cause.locks?.[0]?.name ?? '';
      return [
        {
          cause,
          goroutines: counts.goroutines ?? 0,
          place,
          confidence,
          because,
          ...defined({ states }),
          ...affected,
        },
      ];
    },
  );
}
