import type { LogSign } from '../../../model/cause.ts';
import type { LogTally } from '../../../model/log.ts';
import { hasEnded } from '../../facts/container-state.ts';
import type { Facts } from '../../facts/facts.ts';
import { countLines, tallyLink } from '../../finding/links/lines.ts';
import type { SignSeen } from './sign-seen.ts';

const MINUTE = 60_000;

/** Lines that are many, frequent and recent enough; what the logs tell of the past alone is no sign. */
export function seeLogSign(facts: Facts, sign: LogSign): SignSeen | undefined {
  const wanted = new Set(sign.messages);
  const fields = Object.entries(sign.fields ?? {});
  const tallies = facts.snapshot.logs
    .flatMap((log) => log.tallies)
    .filter(
      (tally) => wanted.has(tally.message) && fields.every(([name, value]) => tally.fields[name] === value),
    );
  const now = facts.capturedAtMs ?? latest(facts.snapshot.logs.flatMap(({ lastAtMs }) => lastAtMs ?? []));
  const groups = [...byContainer(tallies)].filter(([id, group]) => holds(facts, sign, id, group, now));
  const found = groups.flatMap(([, group]) => group);
  if (found.length === 0) return undefined;
  const ids = groups.flatMap(([id]) => (id === '' ? [] : id));
  return {
    link: tallyLink(found),
    ...(ids.length === 0 ? {} : { containers: new Set(ids) }),
    states: { kind: 'sign-lines', lines: countLines(found) },
  };
}

function holds(
  facts: Facts,
  sign: LogSign,
  id: string,
  tallies: readonly LogTally[],
  now: number | undefined,
): boolean {
  const lines = countLines(tallies);
  const last = latest(tallies.flatMap(({ lastAtMs }) => lastAtMs ?? []));
  if (lines < sign.count || now === undefined || last === undefined) return false;
  if (now - last > sign.withinMinutes * MINUTE) return false;
  if (sign.ended === true && !hasEnded(facts.containers.get(id))) return false;
  // A container that is gone, or has ended, is no trouble any more.
  if (id !== '' && sign.ended !== true && (!facts.containers.has(id) || hasEnded(facts.containers.get(id))))
    return false;
  if (sign.perMinute === undefined) return true;
  const first = Math.min(...tallies.flatMap(({ firstAtMs }) => firstAtMs ?? []));
  return last - first >= MINUTE && lines / ((last - first) / MINUTE) >= sign.perMinute;
}

function byContainer(tallies: readonly LogTally[]): ReadonlyMap<string, readonly LogTally[]> {
  const groups = new Map<string, LogTally[]>();
  for (const tally of tallies) {
    const id = tally.containerId ?? '';
    groups.set(id, [...(groups.get(id) ?? []), tally]);
  }
  return groups;
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times);
}
