import type { GoroutineStatement, WaitPlace, WayIn } from '../../model/statements/goroutines.ts';
import { formatBytes, formatCount, formatDuration } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { sayOccurrence } from './occurrence.ts';
import { sayLock, sayWait } from './waits.ts';
import type { Words } from './words.ts';

export const GOROUTINE_WORDS: Words<GoroutineStatement> = {
  'goroutines-wait': (waits) => sayGoroutines(waits),
  'occurrences-wait': ({ daemon, count, occurrence, containers, goroutines, how, oldestMinutes }) => {
    const whose = containers.length === 0 ? '' : ` of ${listed(containers.map(nameOf), 3)}`;
    const those = `${counted(count, sayOccurrence(occurrence))}${whose} ${count === 1 ? 'waits' : 'wait'} in ${daemon}`;
    if (how === 'open') return `${those}, perhaps with no timeout: ${counted(goroutines, 'goroutine')}.`;
    if (how === 'unending')
      return `${those} and will not end by ${count === 1 ? 'itself' : 'themselves'}: ${counted(goroutines, 'goroutine')}.`;
    const since =
      oldestMinutes === 0
        ? ''
        : `, ${count === 1 ? '' : 'the oldest '}for ${formatDuration(oldestMinutes * 60)}`;
    const all = goroutines === count ? '' : `: ${counted(goroutines, 'goroutine')}`;
    return `${those}${since}${all}.`;
  },
  'goroutines-unknown': ({ daemon }) =>
    `Where the goroutines of ${daemon} wait is not known: there is no goroutine profile (deadwait goroutines).`,
  place: (place) => sayPlace(place),
  'unexplained-growth': ({ daemon, goroutines, sockets, fds, bytes, bytesOf, most }) => {
    const what = [
      ...(goroutines === undefined ? [] : [counted(goroutines, 'goroutine')]),
      ...(sockets === undefined
        ? []
        : [counted(sockets, 'connection of a disconnected client', 'connections of disconnected clients')]),
      ...(fds === undefined || sockets !== undefined ? [] : [counted(fds, 'file descriptor')]),
      ...(bytes === undefined ? [] : [`${formatBytes(bytes)} of ${bytesOf === 'rss' ? 'memory' : 'heap'}`]),
    ];
    const where =
      most === undefined
        ? ''
        : `, ${most.count === goroutines ? 'all' : 'most'} in ${most.function}${most.createdBy === undefined ? '' : `, started by ${most.createdBy}`}`;
    const single = what.length === 1 && (goroutines ?? sockets ?? fds ?? 2) === 1;
    return `${listed(what)} of ${daemon} ${single ? 'is' : 'are'} explained neither by a cause that deadwait knows nor by ordinary work${where}.`;
  },
};

type Waits = Extract<GoroutineStatement, { readonly kind: 'goroutines-wait' }>;

function sayGoroutines({
  daemon,
  count,
  place,
  occurrence,
  beside,
  companions,
  calls,
  divided,
}: Waits): string {
  const where = `${counted(count, 'goroutine')} of ${daemon} ${count === 1 ? 'waits' : 'wait'} in ${place === undefined ? '?' : sayWaitPlace(place)}`;
  const pairs = beside?.pairs === true ? `: ${forEach(occurrence, beside.count / count)}` : '';
  const paired =
    beside === undefined ? '' : `, ${formatCount(beside.count)} in ${sayWaitPlace(beside.place)}${pairs}`;
  const more =
    companions === undefined
      ? ''
      : ` ${counted(companions.count, 'more goroutine')}, as many and as old, ${companions.count === 1 ? 'goes' : 'go'} with them: ${listed([...new Set(companions.places.map(sayWaitPlace))], 2)}.`;
  const cameBy = calls.length === 0 ? '' : ` They came in by ${listed(calls)}.`;
  const shares =
    divided.length < 2
      ? ''
      : ` By their *Container pointers they belong to ${counted(divided.length, 'container')}: ${listed(divided.map(formatCount))}.`;
  return `${where}${paired}.${more}${cameBy}${shares}`;
}

function sayWaitPlace({ function: name, state }: WaitPlace): string {
  return `${name}${state === undefined ? '' : ` [${state}]`}`;
}

function forEach(occurrence: string, helpers: number): string {
  const each = sayOccurrence(occurrence);
  if (helpers === 1) return `a pair for each ${each}`;
  return Number.isInteger(helpers) ? `${helpers} for each ${each}` : `some for each ${each}`;
}

type Place = Extract<GoroutineStatement, { readonly kind: 'place' }>;

function sayPlace(place: Place): string {
  const { daemon, count, createdBy, waysIn, more, stackBytes, bufferBytes, fds } = place;
  const held = [
    `${formatBytes(stackBytes)} of stack`,
    ...(bufferBytes === 0 ? [] : [`${formatBytes(bufferBytes)} of buffers`]),
    ...(fds === 0 ? [] : [counted(fds, 'file descriptor')]),
  ];
  const one = count === 1;
  return [
    `${counted(count, 'goroutine')} of ${daemon} ${one ? 'waits' : 'wait'} in ${place.function} for ${sayPlaceWait(place)}${sayAge(place)}.`,
    ...(createdBy === undefined ? [] : [`${one ? 'It was' : 'They were'} started by ${createdBy}.`]),
    ...(waysIn.length === 0 ? [] : [`${one ? 'It' : 'They'} came in by ${listed(waysIn.map(sayWayIn), 3)}.`]),
    `${one ? 'It uses' : 'They use'} at least ${listed(held)}.`,
    ...(more === 0 ? [] : [`There ${more === 1 ? 'is' : 'are'} ${counted(more, 'more place')} like this.`]),
  ].join(' ');
}

function sayPlaceWait({ waitsFor: wait, function: name }: Place): string {
  if ('kind' in wait) {
    const { function: waitsIn, ...rest } = wait;
    // The function of the place is not repeated.
    return sayWait(waitsIn === name && wait.kind !== 'unknown' ? rest : wait);
  }
  if (wait.lock === undefined) return 'a lock';
  const { lock, holder } = wait;
  return holder === undefined
    ? `${sayLock(lock)}, whose holder was not seen`
    : `${sayLock(lock)}, which ${holder.function} ${holder.certain ? 'holds' : 'may hold'} while it waits for ${sayWait(holder.waitsFor)}`;
}

function sayAge({ youngestMinutes = 0, oldestMinutes }: Place): string {
  if (oldestMinutes === undefined) return '';
  if (oldestMinutes === 0) return ', all for less than a minute';
  const from = youngestMinutes === 0 ? 'less than a minute' : formatDuration(youngestMinutes * 60);
  return youngestMinutes === oldestMinutes
    ? `, for ${from}`
    : `, for ${from} to ${formatDuration(oldestMinutes * 60)}`;
}

function sayWayIn(way: WayIn): string {
  if (way.by === 'call') return way.name;
  if (way.by === 'idle-connection') return 'a connection that waits for its next request';
  return way.handler === undefined ? 'HTTP' : `HTTP, served by ${way.handler}`;
}
