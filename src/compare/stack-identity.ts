/**
 * When stacks of two recordings are the same. Of one version every function must be the same and stand in the same line. Else what
 * moves between builds does not count: lines, paths and module versions, closure numbers, and Go's own functions, which are
 * renamed and inlined from release to release.
 */
import type { Frame } from '../model/goroutine.ts';
import { stableName } from '../parse/go/program-frame.ts';

export type StackIdentity = (frames: readonly Frame[]) => string;

const RUNTIME = /^(?:runtime|sync|internal\/[a-z/]{1,40}|sync\/[a-z]{1,20})\./;

/** `exact`: both are of one version. */
export function stackIdentity(exact: boolean): StackIdentity {
  return exact ? exactly : loosely;
}

function exactly(frames: readonly Frame[]): string {
  return frames.map(({ function: name, line }) => `${name}:${line ?? ''}`).join('\n');
}

function loosely(frames: readonly Frame[]): string {
  return stableStack(frames).join('\n');
}

/** The functions by which a stack is known again in a build of another version, leaf first. */
export function stableStack(frames: readonly Frame[]): readonly string[] {
  const own = frames.filter((frame) => !RUNTIME.test(frame.function));
  return (own.length > 0 ? own : frames).map((frame) => stableName(frame.function));
}
