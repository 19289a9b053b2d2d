import { LabFault } from '../commands/command.ts';
import { findBehaviour } from './model/behaviour.ts';
import type { Pace, Parameters, Release } from './model/parameters.ts';
import { DEFAULTS } from './model/parameters.ts';
import { Random } from './model/random.ts';
import { FAULT_KINDS } from './scene/faults.ts';
import type { FaultKind } from './scene/faults.ts';

export type Options = ReadonlyMap<string, string>;

/** For the help text: what may be given, and what it means. */
export const OPTION_HELP = [
  '--stops N             stops in all (1500)',
  '--containers N        containers that cannot die (3); shares of about the same size',
  '--per-container A,B   stops of each container, in place of the two above',
  '--daemon VERSION      of dockerd (18.09.2); before 20.10.10 it waits without an end',
  '--grace SECONDS       t of the stop (30)',
  '--negative            t=-1: wait for ever, never kill',
  '--request-timeout S   of kubelet (120); it gives up after this or the grace period, the larger',
  '--client-timeout S    the client gives up after this, whatever the grace period',
  '--interval S          one stop of each container every S seconds, in place of kubelet’s back-off',
  '--duration D          the same, such that the history takes 90, 20m, 12h or 66d',
  '--bystanders N        containers that nobody stops (6)',
  '--faults A,B          what they wait for, in turn: fuse-read, fuse-lookup, frozen-write, fuse-open',
  '--release-after D     the file systems answer again, so long after the beginning',
  '--healthy             the file systems answer again when all is asked: every stop has ended well',
  '--lose-exit-events    dockerd does not hear of exits any more',
  '--settle D            from the last stop to the capture (until all waits are in their last stage)',
  '--fd-limit N          descriptors that dockerd may have (1048576)',
  '--captured-at TIME    of the capture, ISO (2026-11-24T02:08:59.783Z)',
  '--cut-dump            cut the full dump at 64 MiB, as Go does',
  '--seed N              of everything that is left to chance (1)',
  '--what-if bounded     also: what the same history costs a daemon with the fix',
  '-o CASE               folder, or archive when it ends in .tar.gz; without it nothing is written',
] as const;

const MOST_STOPS = 20_000_000;
const MOST_CONTAINERS = 1000;

/** Parameters from the command line; LabFault for what cannot be. */
export function readParameters(options: Options): Parameters {
  const seed = number(options, 'seed', 0, 0xffff_ffff) ?? DEFAULTS.seed;
  const daemonVersion = options.get('daemon') ?? DEFAULTS.daemonVersion;
  if (findBehaviour(daemonVersion) === undefined)
    throw new LabFault(`--daemon ${daemonVersion} is no version, such as 18.09.2`);
  const stops = readStops(options, seed);
  const graceSeconds = options.has('negative')
    ? -1
    : (number(options, 'grace', 0, 86_400) ?? DEFAULTS.graceSeconds);
  const requestTimeout = number(options, 'request-timeout', 0, 86_400) ?? DEFAULTS.clientTimeoutMs / 1000;
  const clientTimeout =
    number(options, 'client-timeout', 0, 86_400) ?? Math.max(requestTimeout, graceSeconds);
  const settle = duration(options, 'settle');
  const descriptorLimit = number(options, 'fd-limit', 64, 2 ** 30) ?? DEFAULTS.descriptorLimit;
  return {
    daemonVersion,
    stops,
    seed,
    graceSeconds,
    clientTimeoutMs: clientTimeout * 1000,
    backOffMs: DEFAULTS.backOffMs,
    backOffJitter: DEFAULTS.backOffJitter,
    bystanders: number(options, 'bystanders', 0, MOST_CONTAINERS) ?? DEFAULTS.bystanders,
    pace: readPace(options, stops),
    release: readRelease(options),
    exitEvents: options.has('lose-exit-events') ? 'lost' : 'sent',
    descriptorLimit,
    capturedAtMs: readTime(options.get('captured-at')),
    ...(settle === undefined ? {} : { settleMs: settle }),
  };
}

/** Which faults the containers have, in turn. */
export function readFaults(options: Options): readonly FaultKind[] {
  const text = options.get('faults');
  if (text === undefined) return FAULT_KINDS;
  return text.split(',').map((word) => {
    const kind = FAULT_KINDS.find((one) => one === word);
    if (kind === undefined) throw new LabFault(`--faults ${word}: there are ${FAULT_KINDS.join(', ')}`);
    return kind;
  });
}

function readStops(options: Options, seed: number): readonly number[] {
  const each = options.get('per-container')?.split(',').map(Number);
  if (each !== undefined) {
    if (each.length > MOST_CONTAINERS || each.some((count) => !Number.isInteger(count) || count < 1))
      throw new LabFault('--per-container takes whole numbers, such as 900,500,100');
    return each;
  }
  const total = number(options, 'stops', 0, MOST_STOPS) ?? 1500;
  const count = number(options, 'containers', 1, MOST_CONTAINERS) ?? 3;
  if (total < count && total > 0)
    throw new LabFault(`--stops ${total} is less than one for each of ${count} containers`);
  const random = new Random(seed ^ 0x57095);
  const weights = Array.from({ length: count }, () => random.between(0.9, 1.1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = weights.map((weight) => Math.floor((weight / sum) * total));
  const rest = total - shares.reduce((all, share) => all + share, 0);
  return shares.map((share, place) => share + (place < rest ? 1 : 0));
}

function readPace(options: Options, stops: readonly number[]): Pace {
  const interval = number(options, 'interval', 0, 1e7);
  if (interval !== undefined) return { kind: 'interval', meanMs: stops.map(() => interval * 1000) };
  const length = duration(options, 'duration');
  if (length === undefined) return { kind: 'kubelet' };
  return { kind: 'interval', meanMs: stops.map((count) => length / Math.max(1, count)) };
}

function readRelease(options: Options): Release {
  const after = duration(options, 'release-after');
  if (after !== undefined) return { when: 'after', ms: after };
  return { when: options.has('healthy') ? 'at-the-end' : 'never' };
}

function readTime(text: string | undefined): number {
  const ms = text === undefined ? DEFAULTS.capturedAtMs : Date.parse(text);
  if (Number.isNaN(ms))
    throw new LabFault(`--captured-at ${text ?? ''} is no time, such as 2026-11-24T02:08:59Z`);
  return ms;
}

function number(options: Options, name: string, least: number, most: number): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new LabFault(`--${name} takes a number from ${least} to ${most}, not ${text}`);
  return value;
}

const UNITS = new Map([
  ['', 1000],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

function duration(options: Options, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const [, value, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([smhd]?)$/.exec(text) ?? [];
  const factor = UNITS.get(unit);
  if (value === undefined || factor === undefined)
    throw new LabFault(`--${name} takes seconds, or a number with m, h or d, not ${text}`);
  return Number(value) * factor;
}
