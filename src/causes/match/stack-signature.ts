/**
 * A signature of a knowledge file, ready to be held against groups of goroutines. It is written in terms of package, receiver
 * and method; path prefixes, vendoring and the numbering of closures do not matter, and frames may be missing between those
 * that are named.
 */
import type { FunctionPatterns, SignatureGroup } from '../../model/cause.ts';
import { defined } from '../../model/defined.ts';
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { MissStatement } from '../../model/statements/misses.ts';
import { testFor, type FunctionTest } from './function-test.ts';
import { expandStates } from '../facts/goroutine-states.ts';

export interface StackSignature {
  readonly fits: (group: GoroutineGroup) => boolean;
  /** All that is missing, with how much of the stack is there: 0 nothing, 1 every function that is named. */
  readonly compare: (group: GoroutineGroup) => {
    readonly misses: readonly MissStatement[];
    readonly likeness: number;
  };
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
  readonly names: readonly string[];
  readonly test: FunctionTest;
}

/** The parts of a signature with their functions compiled. */
interface Compiled {
  readonly written: SignatureGroup;
  readonly leaf?: NamedTest;
  readonly through: readonly NamedTest[];
  readonly without: readonly NamedTest[];
  readonly createdBy?: NamedTest;
  readonly on?: NamedTest;
  readonly states?: readonly string[];
}

function compile(written: SignatureGroup): StackSignature {
  const { leaf, through = [], without = [], createdBy, on, states } = written;
  const compiled: Compiled = {
    written,
    through: through.map(named),
    without: without.map(named),
    ...(leaf === undefined ? {} : { leaf: named(leaf) }),
    ...(createdBy === undefined ? {} : { createdBy: named(createdBy) }),
    ...(on === undefined ? {} : { on: named(on) }),
    ...(states === undefined ? {} : { states: expandStates(states) }),
  };
  return {
    fits: (group) => fits(compiled, group),
    compare: (group) => compare(compiled, group),
  };
}

function fits(signature: Compiled, group: GoroutineGroup): boolean {
  const { leaf, through, without, createdBy, on, written } = signature;
  const { frames } = group;
  const start = startOf(frames);
  const first = frames[start];
  if (first === undefined || !stateFits(signature, group)) return false;
  if (leaf !== undefined && !leaf.test(first.function)) return false;
  if (found(through, frames, leaf === undefined ? start : start + 1) < through.length) return false;
  if (written.lines !== undefined && !written.lines.includes(first.line ?? 0)) return false;
  if (on !== undefined && !isOn(on, frames, start)) return false;
  if (createdBy !== undefined && group.createdBy !== undefined && !createdBy.test(group.createdBy.function))
    return false;
  return !frames.some((frame) => without.some(({ test }) => test(frame.function)));
}

function stateFits({ states, written }: Compiled, { state }: GoroutineGroup): boolean {
  if (state === undefined) return written.stateMatters !== true;
  return states?.includes(state) ?? true;
}

/** As `fits`, but goes on after what does not fit. */
function compare(
  signature: Compiled,
  group: GoroutineGroup,
): { readonly misses: readonly MissStatement[]; readonly likeness: number } {
  const { leaf, through, without, createdBy, on, written } = signature;
  const { frames } = group;
  const start = startOf(frames);
  const first = frames[start];
  const misses: MissStatement[] = [];
  const leafFits = leaf?.test(first?.function ?? '') ?? true;
  if (leaf !== undefined && !leafFits)
    misses.push({ kind: 'other-leaf', function: short(first), wanted: leaf.names });
  const from = leaf === undefined || !leafFits ? Math.max(start, 0) : start + 1;
  const missing = through.filter(({ test }) => !frames.slice(from).some((frame) => test(frame.function)));
  for (const { names } of missing) misses.push({ kind: 'not-on-stack', functions: names });
  if (missing.length === 0 && found(through, frames, from) < through.length)
    misses.push({ kind: 'other-order' });
  if (!stateFits(signature, group))
    misses.push({
      kind: 'other-state',
      ...defined({ state: group.state }),
      wanted: written.states ?? [],
    });
  if (written.lines !== undefined && leafFits && !written.lines.includes(first?.line ?? 0))
    misses.push({ kind: 'other-line', ...defined({ line: first?.line }), wanted: written.lines });
  if (on !== undefined && !isOn(on, frames, start)) misses.push({ kind: 'other-wait', wanted: on.names });
  if (createdBy !== undefined && group.createdBy && !createdBy.test(group.createdBy.function))
    misses.push({
      kind: 'other-creator',
      function: short(group.createdBy),
      wanted: createdBy.names,
    });
  for (const { names, test } of without)
    if (frames.some((frame) => test(frame.function))) misses.push({ kind: 'on-stack', functions: names });
  const functions = through.length + (leaf === undefined ? 0 : 1);
  const there = through.length - missing.length + (leaf !== undefined && leafFits ? 1 : 0);
  return { misses, likeness: there / functions };
}

function named(patterns: FunctionPatterns): NamedTest {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return { names: list, test: testFor(patterns) };
}

/** How many of the tests hold one after the other, from a frame on. */
function found(tests: readonly NamedTest[], frames: readonly Frame[], from: number): number {
  let next = 0;
  for (let index = from; index < frames.length && next < tests.length; index++)
    if (tests[next]?.test(frames[index]?.function ?? '') === true) next++;
  return next;
}

/** Whether that function stands above the leaf. */
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
