/** Why two exhibits are not simply a host then and now. */
import type { Caution, Moment } from '../model/comparison.ts';
import type { Daemon } from '../model/daemon.ts';
import { formatDuration, formatTime } from '../wording/figures.ts';
import type { Exhibit } from './moment.ts';

/** Clocks are set, and uptime is read a moment after the time. */
const BOOT_TOLERANCE_MS = 120_000;
/** kubelet alone waits up to five minutes between two attempts. */
const SHORT_SECONDS = 600;

/** What the two have in common, as far as they tell. */
export interface Kinship {
  readonly cautions: readonly Caution[];
  /** They are of one host that was not booted in between, as far as they tell. */
  readonly sameBoot: boolean;
  /** Daemons that are another process than before. */
  readonly restarted: ReadonlySet<string>;
  /** Daemons that are known to be of one version in both. */
  readonly sameVersion: ReadonlySet<string>;
}

/** Compares who the two exhibits are of; `swapped`: they were given in the other order. */
export function findKinship(
  [before, after]: readonly [Exhibit, Exhibit],
  [was, is]: readonly [Moment, Moment],
  swapped: boolean,
): Kinship {
  const otherHost = differ(was.hostname, is.hostname);
  const rebooted =
    !otherHost &&
    was.bootedAt !== undefined &&
    is.bootedAt !== undefined &&
    Math.abs(Date.parse(is.bootedAt) - Date.parse(was.bootedAt)) > BOOT_TOLERANCE_MS;
  const pairs = pairDaemons(before, after);
  const restarted = pairs.filter(([then, now]) => isOther(then, now, rebooted || otherHost));
  return {
    sameBoot: !otherHost && !rebooted,
    restarted: new Set(restarted.map(([{ name }]) => name)),
    sameVersion: new Set(
      pairs.flatMap(([then, now]) =>
        then.version !== undefined && then.version === now.version ? [then.name] : [],
      ),
    ),
    cautions: [
      ...tellTime(was, is, swapped),
      ...(otherHost
        ? [
            {
              about: 'host' as const,
              says: `These are two hosts: ${was.hostname ?? '?'} and ${is.hostname ?? '?'}. What differs need not have grown; there are no rates.`,
            },
          ]
        : []),
      ...(rebooted
        ? [
            {
              about: 'boot' as const,
              says: `The host was booted in between, or it is another one of the same name: it was up since ${formatTime(was.bootedAt ?? '')}, then since ${formatTime(is.bootedAt ?? '')}. There are no rates.`,
            },
          ]
        : []),
      ...pairs.flatMap(([then, now]) => tellVersions(then, now)),
      ...(otherHost || rebooted ? [] : restarted.map(([then, now]) => tellRestart(then, now))),
    ],
  };
}

function tellTime(was: Moment, is: Moment, swapped: boolean): readonly Caution[] {
  if (was.capturedAt === undefined || is.capturedAt === undefined) {
    const which = [was, is].filter(({ capturedAt }) => capturedAt === undefined).map(({ name }) => name);
    return [
      {
        about: 'time',
        says: `When ${[...new Set(which)].join(' and ')} ${which.length === 1 ? 'was' : 'were'} recorded is not known: rates are unknown, and the first that was given is taken as the earlier one.`,
      },
    ];
  }
  if (was.capturedAt === is.capturedAt)
    return [{ about: 'time', says: 'Both were recorded at the same time: there are no rates.' }];
  const seconds = (Date.parse(is.capturedAt) - Date.parse(was.capturedAt)) / 1000;
  return [
    ...(swapped
      ? [
          {
            about: 'order' as const,
            says: `${is.name} was given first but is the later one; they are compared in the order of time.`,
          },
        ]
      : []),
    ...(seconds < SHORT_SECONDS
      ? [
          {
            about: 'time' as const,
            says: `Only ${formatDuration(seconds)} lie between the two: rates from so short a time say little of what comes.`,
          },
        ]
      : []),
  ];
}

function tellVersions(then: Daemon, now: Daemon): readonly Caution[] {
  if (!differ(then.version, now.version)) return [];
  return [
    {
      about: 'version',
      daemon: then.name,
      says: `${then.name} was ${then.version ?? '?'} and is ${now.version ?? '?'}: stacks are held to be the same by their functions, not by their lines.`,
    },
  ];
}

function tellRestart(then: Daemon, now: Daemon): Caution {
  const pids =
    then.pid === now.pid
      ? `pid ${now.pid ?? '?'} both times`
      : `pid ${then.pid ?? '?'}, now ${now.pid ?? '?'}`;
  return {
    about: 'restart',
    daemon: then.name,
    says: `${then.name} was restarted in between (${pids}): it began anew, and there is no rate for it.`,
  };
}

function isOther(then: Daemon, now: Daemon, apart: boolean): boolean {
  return apart || differ(then.pid, now.pid) || differ(then.startTicks, now.startTicks);
}

function pairDaemons(before: Exhibit, after: Exhibit): readonly (readonly [Daemon, Daemon])[] {
  const later = new Map<string, Daemon>();
  for (const daemon of after.snapshot.daemons) if (!later.has(daemon.name)) later.set(daemon.name, daemon);
  const seen = new Set<string>();
  return before.snapshot.daemons.flatMap((then) => {
    const now = later.get(then.name);
    if (now === undefined || seen.has(then.name)) return [];
    seen.add(then.name);
    return [[then, now] as const];
  });
}

/** Both are known, and are not the same. */
function differ<T>(one: T | undefined, other: T | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
