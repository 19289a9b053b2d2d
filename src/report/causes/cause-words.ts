/** The parts of a knowledge file in words, for the terminal and for docs/causes.md. */
import type {
  Cause,
  FunctionPatterns,
  KnownLock,
  SignatureGroup,
  Signs,
  Suspicion,
  VersionRange,
} from '../../model/cause.ts';
import { formatBytes } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';

/** Marks what is code. */
export type Quote = (text: string) => string;

const ROLES: Readonly<Record<SignatureGroup['role'], string>> = {
  primary: 'One goroutine for each',
  pair: 'and a helper for each',
  also: 'Goes with it, where it is there',
  needed: 'Must be there as well',
  missing: 'Is missing, and should be there',
};

/** One kind of goroutine in one line; `quote` marks what is code. */
export function describeGroup(group: SignatureGroup, quote: Quote): string {
  const { role, states, on, leaf, through, without, createdBy, lines, where } = group;
  return [
    `${ROLES[role]}:`,
    ...(leaf === undefined ? [] : [orList(leaf, quote)]),
    ...(lines === undefined ? [] : [`in line ${lines.join(' or ')}`]),
    ...(states === undefined ? [] : [`[${states.join(', ')}]`]),
    ...(on === undefined ? [] : [`on ${orList(on, quote)}`]),
    ...(through === undefined
      ? []
      : [
          `${leaf === undefined ? '' : 'below it '}${through.map((one) => orList(one, quote)).join(', then ')}`,
        ]),
    ...(createdBy === undefined ? [] : [`created by ${orList(createdBy, quote)}`]),
    ...(without === undefined ? [] : [`without ${without.map((one) => orList(one, quote)).join(', ')}`]),
    ...(where ?? []).map(
      ({ function: name, index, equals }) => `word ${index} of ${orList(name, quote)} is ${equals}`,
    ),
  ].join(' ');
}

/** A lock, or a way in which it comes to be held, in one line. */
export function describeLock({ name, taken, holds, through, waits, needs }: KnownLock, quote: Quote): string {
  return [
    name,
    ...(taken === undefined ? [] : [`asked for in ${taken.map(quote).join(', ')}`]),
    ...(holds === undefined ? [] : [`held in ${holds.map(quote).join(', ')}`]),
    ...(through === undefined ? [] : [`through ${through.map(quote).join(', ')}`]),
    ...(waits === undefined ? [] : [`waiting for ${waits.join(', ')}`]),
    ...(needs === undefined ? [] : [`a ${needs} must be seen`]),
  ].join('; ');
}

/** What else shows a cause, a sentence each. */
export function describeSigns(
  { logs = [], processes, lostExits, heap }: Signs,
  quote: Quote,
): readonly string[] {
  return [
    ...logs.map(
      ({ messages, count, perMinute, withinMinutes, ended }) =>
        `Log lines ${listed(messages.map(quote))}: ${count} or more${perMinute === undefined ? '' : `, ${perMinute} a minute`}, the last at most ${counted(withinMinutes, 'minute')} old${ended === true ? ', about a container that has ended' : ''}.`,
    ),
    ...(processes === undefined
      ? []
      : [
          `A process ${processes.programs.join(' or ')} with ${processes.words.join(' or ')} below ${processes.below.join(' or ')}, older than ${processes.olderThanSeconds} seconds.`,
        ]),
    ...(lostExits === undefined
      ? []
      : [
          `A container that is called running, has no process any more, and was stopped in vain${lostExits.restarted === true ? '; it started before the daemon did' : ''}.`,
        ]),
    ...(heap === undefined
      ? []
      : [
          `${formatBytes(heap.bytes)} or more in use below ${heap.functions.map((one) => orList(one, quote)).join(', ')}.`,
        ]),
  ];
}

/** From when on it is no ordinary work. */
export function describeSuspicion({ perContainer, olderThanMinutes, count, goneClients }: Suspicion): string {
  return [
    ...(perContainer === undefined ? [] : [`${perContainer} for one container`]),
    ...(count === undefined ? [] : [`${count} in all`]),
    ...(olderThanMinutes === undefined ? [] : [`waiting for ${counted(olderThanMinutes, 'minute')}`]),
    ...(goneClients === undefined ? [] : [`${goneClients} whose client is gone`]),
  ].join(', ');
}

/** Which claims of a cause were not checked against the sources; empty where all were, or none is said. */
export function describeUnverified({ unverified }: Pick<Cause, 'unverified'>): string {
  if (unverified === undefined) return '';
  return unverified === true
    ? 'nothing of this was checked against the sources'
    : `not checked against the sources: ${unverified.join(', ')}`;
}

/** Versions in words. */
export function describeRange({ from, before }: VersionRange): string {
  if (from !== undefined && before !== undefined) return `from ${from} until ${before}`;
  if (from !== undefined) return `from ${from} on`;
  return before === undefined ? 'all' : `before ${before}`;
}

function orList(patterns: FunctionPatterns, quote: Quote): string {
  return [patterns].flat().map(quote).join(' or ');
}
