/**
 * Finds a cause that leaves no goroutines, or none that a dump of this host shows: by log lines, processes that should be gone,
 * exits that nobody took in, memory, or goroutines that are missing. All that its knowledge file names must hold.
 */
import { buildFinding } from '../finding/build-finding.ts';
import type { Cause } from '../../model/cause.ts';
import type { StatedFinding } from '../../model/stated-finding.ts';
import { adviseFromKnowledge } from '../finding/advice.ts';
import { containerRef } from '../facts/container-ref.ts';
import { versionOf, type Facts } from '../facts/facts.ts';
import { symptomLink } from '../finding/links/symptom.ts';
import { isAffected, versionLink } from '../finding/links/version.ts';
import { findRefutation } from './refutation.ts';
import { seeHeapSign } from './signs/heap-sign.ts';
import { seeLogSign } from './signs/log-sign.ts';
import { seeLostExitSign } from './signs/lost-exit-sign.ts';
import { seeMissingSign } from './signs/missing-sign.ts';
import { seeProcessSign } from './signs/process-sign.ts';
import type { SignSeen } from './signs/sign-seen.ts';

/** The finding for a cause with signs other than goroutines; undefined when one of them is not there. */
export function detectSigns(facts: Facts, cause: Cause): StatedFinding | undefined {
  const daemonName = cause.daemon ?? 'dockerd';
  const version = versionOf(facts, daemonName);
  if (isAffected(cause, version) === false) return undefined;
  const seen = seeAll(facts, cause, daemonName);
  const ids = seen && sharedContainers(seen);
  if (seen === undefined || ids === undefined) return undefined;
  if (findRefutation(facts, cause, { containers: [...ids] }) !== undefined) return undefined;
  const containers = [...ids].sort().map((id) => containerRef(facts, id));
  const isInfo = cause.kind === 'lookalike' || cause.atMost === 'info' || onlyProcesses(cause);
  return buildFinding(cause, {
    severity: isInfo ? 'info' : 'warning',
    confidence: isInfo || version === undefined ? 'possible' : 'likely',
    summary: { kind: 'signs-seen', title: cause.title, containers, signs: seen.map(({ states }) => states) },
    containers,
    chain: [
      ...(facts.daemons.has(daemonName) ? [symptomLink(facts, daemonName)] : []),
      ...seen.map(({ link }) => link),
      versionLink(facts, cause, daemonName),
    ],
    remedies: adviseFromKnowledge(facts, cause, facts.daemons.get(daemonName), containers),
  });
}

/** A process that hangs may hang for another reason than this one. */
function onlyProcesses({ shows = {} }: Cause): boolean {
  return shows.processes !== undefined && Object.keys(shows).length === 1;
}

/** Every sign of the cause as it looks here; undefined when one is not there, or when it has none. */
function seeAll(facts: Facts, cause: Cause, daemonName: string): readonly SignSeen[] | undefined {
  const { logs, processes, lostExits, heap } = cause.shows ?? {};
  const looks: (() => SignSeen | undefined)[] = [
    ...(cause.groups.some(({ role }) => role === 'missing')
      ? [() => seeMissingSign(facts, cause, daemonName)]
      : []),
    ...(logs ?? []).map((sign) => () => seeLogSign(facts, sign)),
    ...(processes === undefined ? [] : [() => seeProcessSign(facts, processes)]),
    ...(lostExits === undefined ? [] : [() => seeLostExitSign(facts, lostExits, daemonName)]),
    ...(heap === undefined ? [] : [() => seeHeapSign(facts, heap, daemonName)]),
  ];
  const seen: SignSeen[] = [];
  for (const look of looks) {
    const one = look();
    if (one === undefined) return undefined;
    seen.push(one);
  }
  return seen.length === 0 ? undefined : seen;
}

/** The containers that all signs are about which name any; undefined when they are about different ones. */
function sharedContainers(seen: readonly SignSeen[]): ReadonlySet<string> | undefined {
  const sets = seen.flatMap(({ containers }) => containers ?? []);
  const [first, ...more] = sets;
  if (first === undefined) return new Set();
  const shared = new Set([...first].filter((id) => more.every((set) => set.has(id))));
  return shared.size === 0 ? undefined : shared;
}
