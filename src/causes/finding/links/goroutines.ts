import type { ChainLink } from '../../../model/diagnosis.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../../model/goroutine.ts';
import { formatCount } from '../../../wording/figures.ts';
import { counted, listed } from '../../../wording/phrases.ts';
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
): ChainLink {
  const pairs = entriesOf(share, 'pair');
  const helpers = pairs.length > 0 ? pairs : entriesOf(share, 'also');
  const others = entriesOf(share, 'companion', ...(pairs.length > 0 ? (['also'] as const) : []));
  const where = `${counted(primary.count, 'goroutine')} of ${primary.profile.daemon} ${primary.count === 1 ? 'waits' : 'wait'} in ${describePlace(primary)}`;
  const together = pairs.length > 0 ? `: ${forEach(occurrence, countOf(pairs) / primary.count)}` : '';
  const paired =
    helpers[0] === undefined
      ? ''
      : `, ${formatCount(countOf(helpers))} in ${describeGroup(helpers[0].group)}${together}`;
  const more =
    others[0] === undefined
      ? ''
      : ` ${counted(countOf(others), 'more goroutine')}, as many and as old, ${countOf(others) === 1 ? 'goes' : 'go'} with them: ${listed(
          [...new Set(others.map(({ group }) => describeGroup(group)))],
          2,
        )}.`;
  const calls = apiCalls(primary.groups);
  const cameBy = calls.length === 0 ? '' : ` They came in by ${listed(calls)}.`;
  const divided =
    named.length < 2
      ? ''
      : ` By their *Container pointer they belong to ${counted(named.length, 'container')}: ${listed(named.map((one) => formatCount(one.goroutines)))}.`;
  return provenLink('goroutines', `${where}${paired}.${more}${cameBy}${divided}`, [
    groupEvidence(primary.profile, primary.groups[0]),
    groupEvidence(primary.profile, helpers[0]?.group),
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

function describePlace({ groups: [group] }: SignatureMatch): string {
  return group === undefined ? '' : describeGroup(group);
}

function describeGroup(group: GoroutineGroup): string {
  const name = waitingFrame(group)?.function ?? '';
  const state = group.state === undefined ? '' : ` [${group.state}]`;
  return `${name.slice(name.lastIndexOf('/') + 1)}${state}`;
}

function forEach(occurrence: string, helpers: number): string {
  if (helpers === 1) return `a pair for each ${occurrence}`;
  return Number.isInteger(helpers) ? `${helpers} for each ${occurrence}` : `some for each ${occurrence}`;
}

function countOf(entries: readonly LedgerEntry[]): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}
