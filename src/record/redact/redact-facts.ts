import type { Snapshot } from '../../model/snapshot.ts';
import { redactText } from './redact-content.ts';

/**
 * Plain data without the secrets of its texts: command lines, quoted lines, names of mounts. What has none is the same object as
 * before, so that nothing is copied that need not be.
 */
export function redactFacts<T>(value: T): T {
  return walk(value) as T;
}

/** The same of a snapshot. Its profiles hold addresses and names of functions, and no text of the host. */
export function redactSnapshot(snapshot: Snapshot): Snapshot {
  const { goroutines, heaps, ...rest } = snapshot;
  const redacted = redactFacts(rest);
  return redacted === rest ? snapshot : { ...redacted, goroutines, heaps };
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return value.length < 3 ? value : redactText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return walkList(value);
  if (value instanceof Map) return walkMap(value);
  if (value instanceof Set) return walkSet(value);
  return Object.getPrototypeOf(value) === Object.prototype ? walkObject(value) : value;
}

function walkList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const redacted = walk(item);
    if (redacted === item) continue;
    copy ??= [...list];
    copy[index] = redacted;
  }
  return copy ?? list;
}

function walkObject(object: object): object {
  let copy: Record<string, unknown> | undefined;
  for (const [name, item] of Object.entries(object)) {
    const redacted = walk(item);
    if (redacted === item) continue;
    copy ??= { ...object };
    copy[name] = redacted;
  }
  return copy ?? object;
}

function walkMap(map: ReadonlyMap<unknown, unknown>): ReadonlyMap<unknown, unknown> {
  const entries = [...map].map(([key, item]) => [key, item, walk(item)] as const);
  return entries.some(([, item, redacted]) => item !== redacted)
    ? new Map(entries.map(([key, , redacted]) => [key, redacted]))
    : map;
}

function walkSet(set: ReadonlySet<unknown>): ReadonlySet<unknown> {
  const items = [...set].map((item) => [item, walk(item)] as const);
  return items.some(([item, redacted]) => item !== redacted)
    ? new Set(items.map(([, redacted]) => redacted))
    : set;
}
