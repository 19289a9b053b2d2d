import type { GoroutineGroup, GoroutineProfile, WaitHistogram } from '../../model/goroutine.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatCount, formatDuration } from '../../wording/figures.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';
import { shortFunction, tellingFrame } from './frame.ts';
import type { StepReport } from './step-report.ts';

const GROUPS_SHOWN = 25;

/** Where the goroutines of each program wait; the most of a kind first. */
export function reportGoroutines({ goroutines }: Snapshot): StepReport {
  return {
    json: { profiles: goroutines.map(asJson) },
    isEmpty: goroutines.length === 0,
    lines: (pen) =>
      mostTelling(goroutines).flatMap((profile, index) => [
        ...(index === 0 ? [] : [[]]),
        ...describeProfile(pen, profile),
      ]),
  };
}

const TELLING: readonly GoroutineProfile['format'][] = ['debug2', 'debug1', 'protobuf'];

/** One profile of each program for people: that which tells most. */
function mostTelling(profiles: readonly GoroutineProfile[]): GoroutineProfile[] {
  return profiles.filter(
    (profile) =>
      profile ===
      profiles
        .filter(({ daemon }) => daemon === profile.daemon)
        .sort((a, b) => TELLING.indexOf(a.format) - TELLING.indexOf(b.format))[0],
  );
}

function asJson({
  daemon,
  format,
  file,
  total,
  declaredTotal,
  truncated,
  groups,
}: GoroutineProfile): unknown {
  return {
    daemon,
    format,
    file,
    total,
    declaredTotal,
    truncated,
    groups: groups.map(
      ({ count, state, waits, frames, framesElided, createdBy, lockedToThread, firstLine }) => ({
        count,
        state,
        waitMinutes: rangeOf(waits),
        frames,
        framesElided,
        createdBy,
        lockedToThread,
        firstLine,
      }),
    ),
  };
}

function describeProfile(pen: Pen, profile: GoroutineProfile): Line[] {
  const { daemon, file, total, truncated, groups } = profile;
  const hidden = groups.length - GROUPS_SHOWN;
  const head = `${daemon}: ${formatCount(total)} goroutines in ${formatCount(groups.length)} places (${file})`;
  return [
    renderRule(pen, truncated ? `${head}, cut short` : head),
    ...renderTable(
      pen,
      [
        { title: 'count', align: 'right' },
        { title: 'state', tone: 'warn', shrinksTo: 8 },
        { title: 'waits', shrinksTo: 8 },
        { title: 'in', tone: 'name', shrinksTo: 20 },
        { title: 'started by', shrinksTo: 12 },
        ...(pen.width >= 120 ? [{ title: 'line', align: 'right' as const }] : []),
      ],
      groups
        .slice(0, GROUPS_SHOWN)
        .map((group) => [
          formatCount(group.count),
          group.state,
          describeWaits(group.waits),
          describePlace(group),
          group.createdBy && shortFunction(group.createdBy.function),
          group.firstLine > 0 ? String(group.firstLine) : undefined,
        ]),
      pen.width,
    ),
    ...(hidden > 0
      ? [[pen.span(`and ${formatCount(hidden)} places more: --output json lists them all`, 'dim')]]
      : []),
  ];
}

function describePlace({ frames }: GoroutineGroup): string {
  const frame = tellingFrame(frames);
  return frame === undefined ? '?' : shortFunction(frame.function);
}

function describeWaits(waits: WaitHistogram): string | undefined {
  const range = rangeOf(waits);
  if (range === undefined) return undefined;
  const [least, most] = [range.least, range.most].map((minutes) =>
    minutes === 0 ? '<1m' : formatDuration(minutes * 60),
  );
  return least === most ? least : `${least} to ${most}`;
}

function rangeOf(waits: WaitHistogram): { least: number; most: number } | undefined {
  if (waits.size === 0) return undefined;
  let [least, most] = [Infinity, 0];
  for (const minutes of waits.keys()) {
    least = Math.min(least, minutes);
    most = Math.max(most, minutes);
  }
  return { least, most };
}
