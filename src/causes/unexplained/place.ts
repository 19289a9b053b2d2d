/** Goroutines that no cause has, brought together by where they wait in the program's own terms. */
import type { Frame, GoroutineGroup, WaitHistogram } from '../../model/goroutine.ts';
import { parseFunctionName, shortName } from '../../parse/go/function-name.ts';
import { mergeWaits } from '../match-signature.ts';

/** Goroutines that wait in one function and were started by one. */
export interface Place {
  /** `daemon.(*Daemon).Kill`. */
  readonly name: string;
  readonly createdBy?: string;
  readonly count: number;
  /** Most goroutines first; the first stands for all. */
  readonly groups: readonly [GoroutineGroup, ...GoroutineGroup[]];
  readonly waits: WaitHistogram;
}

/** Packages in which a goroutine waits on behalf of somebody else. */
const MACHINERY =
  /^(?:runtime|internal\/[a-z/]{1,40}|sync|syscall|bufio|io|os|os\/exec|net|net\/textproto|context|time|(?:.{1,200}\/)?golang\.org\/x\/(?:sys|sync|net)\/[a-z/0-9]{1,40})\./;

/** The first frame of the program itself; without any, the leaf. */
export function programFrame(frames: readonly Frame[]): Frame | undefined {
  return frames.find((frame) => !MACHINERY.test(frame.function)) ?? frames[0];
}

/** What is left of the groups, by place; most goroutines first. */
export function findPlaces(left: ReadonlyMap<GoroutineGroup, number>): readonly Place[] {
  const places = new Map<string, { group: GoroutineGroup; count: number }[]>();
  for (const [group, count] of left) {
    const key = `${functionOf(programFrame(group.frames))} ${functionOf(group.createdBy)}`;
    const members = places.get(key);
    if (members === undefined) places.set(key, [{ group, count }]);
    else members.push({ group, count });
  }
  return [...places.values()]
    .flatMap((members) => describe(members))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function describe(members: readonly { group: GoroutineGroup; count: number }[]): readonly Place[] {
  const [first, ...more] = members.map(({ group }) => group).sort((a, b) => b.count - a.count);
  if (first === undefined) return [];
  return [
    {
      name: functionOf(programFrame(first.frames)),
      ...(first.createdBy === undefined ? {} : { createdBy: functionOf(first.createdBy) }),
      count: members.reduce((sum, { count }) => sum + count, 0),
      groups: [first, ...more],
      waits: mergeWaits([first, ...more].map(({ waits }) => waits)),
    },
  ];
}

/** `stream.(*Config).CopyStreams` for any closure in it, whose numbers move from build to build. */
function functionOf(frame: Frame | undefined): string {
  if (frame === undefined) return '?';
  const { packageName, receiver, pointerReceiver, name, closures } = parseFunctionName(frame.function);
  if (packageName === undefined) return shortName(frame.function);
  const of = receiver === undefined ? '' : pointerReceiver ? `(*${receiver}).` : `${receiver}.`;
  return `${packageName}.${of}${name}${closures.length === 0 ? '' : '.func'}`;
}
