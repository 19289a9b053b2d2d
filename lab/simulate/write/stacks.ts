/** The stacks of one version of dockerd, as recorded: in a full dump (debug=2) and in a counted one (debug=1). */
import type { StackSet } from '../model/behaviour.ts';
import type { Stage } from '../model/history.ts';
import { STAGE } from '../model/history.ts';
import { fill, readShape } from './shapes.ts';

/** The frames by which one stage of a stop differs from the others. */
interface StageFrame {
  readonly pc: string;
  readonly function: string;
  readonly arguments: string;
  readonly file: string;
  readonly line: number;
  readonly offset: string;
}

export interface StackSetTexts {
  readonly set: StackSet;
  /** The daemon's own goroutines, full dump; the first one writes the dump. */
  readonly daemon: readonly string[];
  /** How many of them listen to containerd's events. */
  readonly eventStreams: number;
  /** What dockerd runs for each container: two that log, two that copy. */
  readonly container: readonly string[];
  readonly files: (name: string) => string;
  /** Leaf first; absent where this version has no such stage. */
  readonly stages: ReadonlyMap<Stage, readonly StageFrame[]>;
}

const STAGE_NAMES: readonly (readonly [string, Stage])[] = [
  ['grace', STAGE.grace],
  ['killing', STAGE.killing],
  ['forever', STAGE.forever],
  ['directKill', STAGE.directKill],
  ['lastChance', STAGE.lastChance],
];
export const EVENT_STREAM = 'processEventStream';

export function readStackSet(set: StackSet): StackSetTexts {
  const files = (name: string): string => readShape('stacks', `${set}/${name}`).replace(/\n$/, '');
  const daemon = files('daemon.debug2.txt').split('\n\n');
  const stages = JSON.parse(files('stages.json')) as Readonly<Record<string, readonly StageFrame[]>>;
  return {
    set,
    daemon,
    eventStreams: daemon.filter((goroutine) => goroutine.includes(EVENT_STREAM)).length,
    container: files('container.debug2.txt').split('\n\n'),
    files,
    stages: new Map(
      STAGE_NAMES.flatMap(([name, stage]) => {
        const frames = stages[name];
        return frames === undefined ? [] : [[stage, frames] as const];
      }),
    ),
  };
}

/** The stack of a stop in a full dump, without its header; `@container@`, `@p1@`, … stay blank. */
export function fullStack(stacks: StackSetTexts, stage: Stage, graceSeconds: number): string {
  const seconds = graceSeconds < 0 ? '0xffffffffffffffff' : `0x${graceSeconds.toString(16)}`;
  const head = (stacks.stages.get(stage) ?? []).map(
    ({ function: name, arguments: words, file, line, offset }) =>
      `${name}(${words.replace('@seconds@', seconds)})\n\t${file}:${line} +${offset}\n`,
  );
  return head.join('') + stacks.files('handler.debug2.txt');
}

/** The record of so many stops in a counted profile. */
export function countedStack(stacks: StackSetTexts, stage: Stage, count: number): string {
  const frames = stacks.stages.get(stage) ?? [];
  const [parked = '', handler = '', ...lines] = stacks.files('handler.debug1.txt').split('\n');
  const pcs = frames.map(({ pc }) => pc);
  const head = frames.map(
    ({ pc, function: name, file, line, offset }) =>
      `#\t0x${(Number.parseInt(pc, 16) - 1).toString(16)}\t${name}+0x${(Number.parseInt(offset, 16) - 1).toString(16)}\t${file}:${line}`,
  );
  return [`${count} @ ${[parked, ...pcs, handler].join(' ')}`, ...head, ...lines].join('\n');
}

/** A recorded record with its count. */
export function countedRecord(stacks: StackSetTexts, file: string, count: number): string {
  return fill(stacks.files(file), { count });
}
