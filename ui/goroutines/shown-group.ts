import type { ReportGroup, ReportProfile } from '../../src/report/page/report-data.ts';
import { shortFunction, tellingFrame } from '../../src/report/steps/frame.ts';

/** A group and the names on its stack, root first. */
export interface ShownGroup {
  readonly group: ReportGroup;
  readonly names: readonly string[];
}

/** One frame of a profile with its names. */
export function frameAt(
  { functions, files, frames }: Pick<ReportProfile, 'functions' | 'files' | 'frames'>,
  index: number,
): { readonly function: string; readonly file?: string; readonly line: number } {
  const [name = -1, file = -1, line = 0] = frames[index] ?? [];
  const path = files[file];
  return { function: functions[name] ?? '?', line, ...(path === undefined ? {} : { file: path }) };
}

/** Short names, root first. */
export function stackOf(
  profile: Pick<ReportProfile, 'functions' | 'files' | 'frames'>,
  { stack }: Pick<ReportGroup, 'stack'>,
): string[] {
  return stack.map((index) => shortFunction(frameAt(profile, index).function)).reverse();
}

/** Where a group waits, by the first function that is not Go's own. */
export function groupName(
  profile: Pick<ReportProfile, 'functions' | 'files' | 'frames'>,
  { stack }: Pick<ReportGroup, 'stack'>,
): string {
  const frame = tellingFrame(stack.map((index) => ({ function: frameAt(profile, index).function })));
  return frame === undefined ? '?' : shortFunction(frame.function);
}
