import { defined } from '../../../model/defined.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../../model/goroutine.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { WaitPlace } from '../../../model/statements/goroutines.ts';
import { shortName } from '../../../parse/go/function-name.ts';
import { findApiCall } from '../../facts/api-call.ts';
import type { SignatureMatch } from '../../match/match-signature.ts';
import { waitingFrame } from '../../match/stack-signature.ts';
import type { NamedContainer } from '../name-containers.ts';
import { entriesOf, type LedgerEntry, type Share } from '../../ledger/ledger.ts';
import { provenLink } from './link.ts';

/** Where the goroutines wait, with those that go with them, the API call they came in by, and how they divide over containers. */
export function goroutinesLink(
  occurrence: string,
  primary: SignatureMatch,
  share: Share,
  named: readonly NamedContainer[],
): StatedLink {
  const pairs = entriesOf(share, 'pair');
  const helpers = pairs.length > 0 ? pairs : entriesOf(share, 'also');
  const others = entriesOf(share, 'companion', ...(pairs.length > 0 ? (['also'] as const) : []));
  const { profile, groups, count } = primary;
  const [largest] = groups;
  const [helper] = helpers;
  const states = {
    kind: 'goroutines-wait' as const,
    daemon: profile.daemon,
    count,
    occurrence,
    ...defined({
      place: largest && placeOf(largest),
      beside: helper && {
        count: countOf(helpers),
        place: placeOf(helper.group),
        pairs: pairs.length > 0,
      },
      companions:
        others.length === 0
          ? undefined
          : { count: countOf(others), places: others.map(({ group }) => placeOf(group)) },
    }),
    calls: apiCalls(groups),
    divided: named.map(({ goroutines }) => goroutines),
  };
  return provenLink('goroutines', states, [
    groupEvidence(profile, largest),
    groupEvidence(profile, helper?.group),
  ]);
}

/** The head of a group and the function it waits in, as they stand in the profile. */
export function groupEvidence(
  profile: GoroutineProfile,
  group: GoroutineGroup | undefined,
): Evidence | undefined {
  if (group === undefined) return undefined;
  const frame = waitingFrame(group);
  const place =
    frame?.file === undefined ? '' : ` ${frame.file.split('/').slice(-2).join('/')}:${frame.line ?? '?'}`;
  return {
    file: profile.file,
    ...(group.firstLine > 0 ? { line: group.firstLine } : {}),
    quote: `${group.firstHeader} ${frame?.function ?? ''}${place}`.trim(),
  };
}

/** API calls that the goroutines serve, most goroutines first. */
export function apiCalls(groups: readonly GoroutineGroup[]): readonly string[] {
  const calls = new Map<string, number>();
  for (const group of groups) {
    const call = findApiCall(group.frames);
    if (call !== undefined) calls.set(call, (calls.get(call) ?? 0) + group.count);
  }
  return [...calls].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([call]) => call);
}

function placeOf(group: GoroutineGroup): WaitPlace {
  return { function: shortName(waitingFrame(group)?.function ?? ''), ...defined({ state: group.state }) };
}

function countOf(entries: readonly LedgerEntry[]): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}
