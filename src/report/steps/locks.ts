import type { ContendedLock, LockGraph, LockHolder } from '../../model/lock.ts';
import { formatCount, formatDuration } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderEntry, renderRule } from '../diagnosis/text/section.ts';
import { sayWait } from '../words/waits.ts';
import { shortFunction } from './frame.ts';
import type { StepReport } from './step-report.ts';

const LOCKS_SHOWN = 12;
const PLACES_SHOWN = 4;
const TITLE_WIDTH = 9;

/** The locks of each program that somebody waits for: waiters, holder, what the holder waits for; and the cycles among them. */
export function reportLocks(graphs: readonly LockGraph[]): StepReport {
  return {
    json: { profiles: graphs.map(asJson) },
    isEmpty: graphs.length === 0,
    lines: (pen) =>
      graphs.flatMap((graph, index) => [...(index === 0 ? [] : [[]]), ...describeGraph(pen, graph)]),
  };
}

function asJson({ daemon, file, locks, cycles }: LockGraph): unknown {
  return {
    daemon,
    file,
    locks: locks.map(({ id, address, kind, described, waiterCount, oldestMinutes, waiters, holder }) => ({
      id,
      address,
      kind,
      name: described?.name,
      cause: described?.cause,
      waiterCount,
      oldestMinutes,
      waiters: waiters.map(({ place, mode, count, evidence }) => ({ ...place, mode, count, evidence })),
      holder: holder && {
        goroutines: holder.goroutines,
        section: holder.section,
        by: holder.by,
        certain: holder.certain,
        waitsFor: { ...holder.waitsFor, says: sayWait(holder.waitsFor) },
        evidence: holder.evidence,
      },
    })),
    cycles,
  };
}

function describeGraph(pen: Pen, graph: LockGraph): Line[] {
  const { daemon, file, locks, cycles } = graph;
  const waiters = locks.reduce((sum, { waiterCount }) => sum + waiterCount, 0);
  const head =
    locks.length === 0
      ? `${daemon}: no goroutine waits for a lock (${file})`
      : `${daemon}: ${counted(waiters, 'goroutine')} ${waiters === 1 ? 'waits' : 'wait'} for ${counted(locks.length, 'lock')} (${file})`;
  const hidden = locks.length - LOCKS_SHOWN;
  return [
    renderRule(pen, head),
    ...locks
      .slice(0, LOCKS_SHOWN)
      .flatMap((lock, index) => [...(index === 0 ? [] : [[]]), ...describeLock(pen, graph, lock)]),
    ...(hidden > 0
      ? [[], [pen.span(`and ${counted(hidden, 'more lock')}: --output json lists them all`, 'dim')]]
      : []),
    ...cycles.flatMap((ids) => [[], ...describeCycle(pen, graph, ids)]),
  ];
}

function describeLock(pen: Pen, graph: LockGraph, lock: ContendedLock): Line[] {
  const { kind, waiterCount, oldestMinutes, waiters, holder } = lock;
  const longest =
    oldestMinutes === undefined || oldestMinutes === 0
      ? ''
      : `, the longest for ${formatDuration(oldestMinutes * 60)}`;
  const places = waiters
    .slice(0, PLACES_SHOWN)
    .map(
      ({ count, mode, place }) =>
        `${formatCount(count)} in ${shortFunction(place.function)}${place.line === undefined ? '' : `:${place.line}`}${mode === 'lock' ? '' : ` to ${mode}`}`,
    );
  const more = waiters.length > PLACES_SHOWN ? '; …' : '';
  const entry = (title: string, text: string): Line[] => renderEntry(pen, title, text, TITLE_WIDTH);
  return [
    ...entry('lock', `${nameOf(lock)} (${kind})`),
    ...entry('waiters', `${formatCount(waiterCount)}${longest}: ${places.join('; ')}${more}`),
    ...entry(
      'held by',
      holder === undefined ? 'not seen: no goroutine is in a function that holds it' : describeHolder(holder),
    ),
    ...(holder === undefined
      ? []
      : entry('waits for', `${sayWait(holder.waitsFor)}${nextHolder(graph, holder)}`)),
  ];
}

const SIGNS: Readonly<Record<LockHolder['by'], string>> = {
  pointer: 'it has the same container',
  section: 'that function is known to hold it',
  passed: 'it stands behind the place where the others wait',
};

function describeHolder({ section, goroutines, certain, by, evidence }: LockHolder): string {
  const among = goroutines === 1 ? '' : `one of ${formatCount(goroutines)} in `;
  const line = section.line === undefined ? '' : `:${section.line}`;
  const where = evidence.line === undefined ? '' : `, line ${evidence.line}`;
  return `${among}${shortFunction(section.function)}${line}${where} (${certain ? '' : 'likely: '}${SIGNS[by]})`;
}

/** For a holder that waits for a lock: where the one stands that has it. */
function nextHolder({ locks }: LockGraph, { waitsFor }: LockHolder): string {
  const next = locks.find(({ id }) => id === waitsFor.lock)?.holder;
  return next === undefined ? '' : `, which ${shortFunction(next.section.function)} holds`;
}

function describeCycle(pen: Pen, { locks }: LockGraph, ids: readonly string[]): Line[] {
  const names = [...ids, ids[0] ?? ''].map((id) => {
    const lock = locks.find((one) => one.id === id);
    return lock === undefined ? id : nameOf(lock);
  });
  const says =
    ids.length === 1
      ? `the holder of ${names[0] ?? ''} asks for it once more: nothing ends that`
      : `${names.join(' → ')}: the holder of each waits for the next, and nothing ends that`;
  return renderEntry(pen, 'cycle', says, TITLE_WIDTH);
}

function nameOf({ id, address, described }: ContendedLock): string {
  const name = described?.name ?? (address === undefined ? `the lock in ${shortFunction(id)}` : 'the lock');
  return address === undefined ? name : `${name} ${address}`;
}
