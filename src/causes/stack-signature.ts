/**
 * A signature of a knowledge file, ready to be held against groups of goroutines. It is written in terms of package, receiver
 * and method; path prefixes, vendoring and the numbering of closures do not matter, and frames may be missing between those
 * that are named.
 */
import type { FunctionPatterns, SignatureGroup } from '../model/cause.ts';
import type { Frame, GoroutineGroup } from '../model/goroutine.ts';
import { testFor, type FunctionTest } from './function-test.ts';
import { expandStates } from './goroutine-states.ts';

/** One thing in which a group of goroutines is not as the signature wants it. */
export interface Miss {
  readonly what: 'state' | 'leaf' | 'frame' | 'creator' | 'other-frame' | 'line';
  /** `is in select, not in chan receive`. */
  readonly says: string;
}

export interface StackSignature {
  fits(group: GoroutineGroup): boolean;
  /** All that is missing, with how much of the stack is there: 0 nothing, 1 every function that is named. */
  compare(group: GoroutineGroup): { readonly misses: readonly Miss[]; readonly likeness: number };
}

/** Frames that belong to the Go runtime and stand above the function that waits. */
const RUNTIME_FRAME = /^(?:runtime|sync|internal\/poll|internal\/sync|runtime\/[a-z]+)\./;

/** Where the program's own frames begin; -1 when there are none. */
function startOf(frames: readonly Frame[]): number {
  return frames.findIndex((frame) => !RUNTIME_FRAME.test(frame.function));
}

/** The first frame that is not the Go runtime's: where the goroutine waits, in the program's own terms. */
export function waitingFrame(group: GoroutineGroup): Frame | undefined {
  return group.frames[Math.max(0, startOf(group.frames))];
}

const signatures = new WeakMap<SignatureGroup, StackSignature>();

/** The signature of one group of a cause, compiled once. */
export function stackSignature(written: SignatureGroup): StackSignature {
  const known = signatures.get(written) ?? compile(written);
  signatures.set(written, known);
  return known;
}

interface NamedTest {
  readonly name: string;
  readonly test: FunctionTest;
}

function compile(written: SignatureGroup): StackSignature {
  const leaf = written.leaf === undefined ? undefined : named(written.leaf);
  const through = (written.through ?? []).map(named);
  const without = (written.without ?? []).map(named);
  const createdBy = written.createdBy === undefined ? undefined : named(written.createdBy);
  const on = written.on === undefined ? undefined : named(written.on);
  const states = written.states === undefined ? undefined : expandStates(written.states);

  const stateFits = ({ state }: GoroutineGroup): boolean =>
    state === undefined ? written.stateMatters !== true : (states?.includes(state) ?? true);
  const fits = (group: GoroutineGroup): boolean => {
    const { frames } = group;
    const start = startOf(frames);
    const first = frames[start];
    if (first === undefined || !stateFits(group)) return false;
    if (leaf !== undefined && !leaf.test(first.function)) return false;
    if (found(through, frames, leaf === undefined ? start : start + 1) < through.length) return false;
    if (written.lines !== undefined && !written.lines.includes(first.line ?? 0)) return false;
    if (on !== undefined && !isOn(on, frames, start)) return false;
    if (createdBy !== undefined && group.createdBy !== undefined && !createdBy.test(group.createdBy.function))
      return false;
    return !frames.some((frame) => without.some(({ test }) => test(frame.function)));
  };
  return {
    fits,
    compare: (group) => {
      const { frames, state } = group;
      const start = startOf(frames);
      const first = frames[start];
      const misses: Miss[] = [];
      const miss = (what: Miss['what'], says: string): number => misses.push({ what, says });
      const leafFits = leaf === undefined || leaf.test(first?.function ?? '');
      if (leaf !== undefined && !leafFits) miss('leaf', `waits in ${short(first)}, not in ${leaf.name}`);
      const from = leaf === undefined || !leafFits ? Math.max(start, 0) : start + 1;
      const missing = through.filter(({ test }) => !frames.slice(from).some((frame) => test(frame.function)));
      for (const { name } of missing) miss('frame', `${name} is not on the stack`);
      if (missing.length === 0 && found(through, frames, from) < through.length)
        miss('frame', 'the functions stand in another order');
      if (!stateFits(group))
        miss(
          'state',
          state === undefined
            ? `the dump does not tell states; it would have to be ${orList(written.states ?? [])}`
            : `is in ${state}, not in ${orList(written.states ?? [])}`,
        );
      if (written.lines !== undefined && leafFits && !written.lines.includes(first?.line ?? 0))
        miss('line', `waits in line ${first?.line ?? '?'}, not in ${orList(written.lines.map(String))}`);
      if (on !== undefined && !isOn(on, frames, start)) miss('frame', `does not wait in ${on.name}`);
      if (createdBy !== undefined && group.createdBy && !createdBy.test(group.createdBy.function))
        miss('creator', `was started by ${short(group.createdBy)}, not by ${createdBy.name}`);
      for (const { name, test } of without)
        if (frames.some((frame) => test(frame.function))) miss('other-frame', `${name} is on the stack`);
      const functions = through.length + (leaf === undefined ? 0 : 1);
      const there = through.length - missing.length + (leaf !== undefined && leafFits ? 1 : 0);
      return { misses, likeness: there / functions };
    },
  };
}

function named(patterns: FunctionPatterns): NamedTest {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return { name: orList(list), test: testFor(patterns) };
}

/** How many of the tests hold one after the other, from a frame on. */
function found(tests: readonly NamedTest[], frames: readonly Frame[], from: number): number {
  let next = 0;
  for (let index = from; index < frames.length && next < tests.length; index++)
    if (tests[next]?.test(frames[index]?.function ?? '') === true) next++;
  return next;
}

/** What stands above the leaf; a profile that does not show the runtime's frames cannot contradict. */
function isOn(on: NamedTest, frames: readonly Frame[], start: number): boolean {
  const above = frames.slice(0, Math.max(start, 0));
  return above.some((frame) => on.test(frame.function));
}

function short(frame: Frame | undefined): string {
  const name = frame?.function ?? '?';
  const receiver = name.indexOf('(');
  const path = receiver < 0 ? name : name.slice(0, receiver);
  return name.slice(path.lastIndexOf('/') + 1);
}

function orList(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}
