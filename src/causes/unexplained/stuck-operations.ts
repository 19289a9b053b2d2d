/**
 * Operations that have been open for too long, however few they are: by the age that the dump prints, what the call is, and what it
 * waits for. Event streams, attached clients, followers of a log and waits for an exit may last for months.
 */
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import { defined } from '../../model/defined.ts';
import type { ContendedLock, HolderWait, LockGraph } from '../../model/lock.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { findOperation, type Operation } from '../facts/operation.ts';
import { longestWait } from '../locks/longest-wait.ts';
import { readLockWait } from '../locks/lock-wait.ts';
import { findOutsideWait } from '../locks/outside-wait.ts';

export interface StuckOperation {
  /** `GET /containers/{id}/json`; for what serves no call the function with which it began: `overlay.(*driver).Leave`. */
  readonly name: string;
  readonly isCall: boolean;
  readonly count: number;
  readonly oldestMinutes: number;
  readonly waitsFor: HolderWait;
  /** The call into the kernel has not returned. */
  readonly inKernel: boolean;
  /** The lock that it waits for, with its holder. */
  readonly lock?: ContendedLock;
  readonly group: GoroutineGroup;
}

/** A lock, a file system, or another daemon that is asked for one answer: all of them take seconds. */
const PROMPT_MINUTES = 10;
/** By what the operation is. A stop may have a grace period of an hour. */
const PACE_MINUTES: Readonly<Record<Operation['pace'], number>> = {
  lasting: Number.POSITIVE_INFINITY,
  transfer: 12 * 60,
  stop: 2 * 60,
  quick: 30,
};
const SENDING_MINUTES = 60;

/** Those among goroutines that no cause has, oldest first. `findGraph` is asked where one waits for a lock. */
export function findStuckOperations(
  left: ReadonlyMap<GoroutineGroup, number>,
  findGraph: () => LockGraph,
): readonly StuckOperation[] {
  return [...left]
    .flatMap(([group, most]) => judge(group, most, findGraph) ?? [])
    .sort((a, b) => b.oldestMinutes - a.oldestMinutes || a.group.firstLine - b.group.firstLine);
}

function judge(group: GoroutineGroup, most: number, findGraph: () => LockGraph): StuckOperation | undefined {
  const oldestMinutes = longestWait([group.waits]);
  if (oldestMinutes === undefined || oldestMinutes < PROMPT_MINUTES) return undefined;
  const operation = findOperation(group);
  const wait = readWait(group);
  const limit = Math.min(wait.limitMinutes, PACE_MINUTES[operation?.pace ?? 'lasting']);
  const count = Math.min(most, countOlder(group, limit));
  if (count === 0) return undefined;
  const lock = wait.isLock
    ? findGraph().locks.find(({ waiters }) => waiters.some((waiter) => waiter.group === group))
    : undefined;
  return {
    name: operation?.name ?? shortName(entryFunction(group.frames)),
    isCall: operation !== undefined,
    count,
    oldestMinutes,
    waitsFor: wait.waitsFor,
    inKernel: wait.inKernel,
    ...defined({ lock }),
    group,
  };
}

/** Servers and the runtime start goroutines for others. */
const STARTER = /^(?:runtime|net\/http|internal\/[a-z/]{1,40})\.|\bmux\.\(\*Router\)\./;

/** The function with which the goroutine began, as far as it is the program's. */
function entryFunction(frames: readonly Frame[]): string {
  return (frames.findLast(({ function: name }) => !STARTER.test(name)) ?? frames.at(-1))?.function ?? '?';
}

function countOlder({ waits }: GoroutineGroup, limit: number): number {
  let older = 0;
  for (const [minutes, count] of waits) if (minutes >= limit) older += count;
  return older;
}

interface Wait {
  readonly waitsFor: HolderWait;
  readonly limitMinutes: number;
  readonly isLock: boolean;
  readonly inKernel: boolean;
}

/** One answer is asked for, not a stream. */
const ONE_ANSWER =
  /\bgrpc(?:\.\(\*ClientConn\))?\.[iI]nvoke$|\bttrpc\.\(\*Client\)\.Call$|\bdbus(?:\/v\d)?\.\(\*Object\)\.Call$|^net\/http\.\(\*persistConn\)\.roundTrip$/;
/** The answer comes when something ends, or is a stream. */
const LASTING_ANSWER = /Client\)\.(?:Wait|Subscribe|Watch|Attach|Follow|Updates)$|\.\(\*Client\)\.Wait$/;
/** Calls of the kernel that look up or change files; reading may be from a pipe, and opening from a FIFO. */
const FILE_CALL =
  /(?:^|\/)(?:syscall|unix)\.(?:[Uu]nlink(?:at)?|[LF]?[Ss]tat(?:at|fs|x)?|[Ff]statat|Mount|[Uu]nmount|Rename(?:at2?)?|Mkdir(?:at)?|Rmdir|Fsync|Fdatasync|Sync|Syncfs|Getdents|ReadDirent|Symlink|Link|Chmod|Fchmodat|Chown|Lchown|Fchownat|Access|Faccessat|[GLS]?[gs]etxattr|Utimes|UtimesNanoAt|Truncate|Ftruncate|Flock)$/;
/** Sends to a client that may be slow. */
const TO_A_CLIENT = /\blogger(?:utils|\/|\.)|\bfollowLogs\b|\bpubsub\.|\bstream(?:s|\.)/;

function readWait(group: GoroutineGroup): Wait {
  const { frames, state } = group;
  const names = frames.map(({ function: name }) => name);
  const outside = findOutsideWait(group, frames.length - 1);
  const wait = { waitsFor: outside, isLock: false, inKernel: false };
  if (readLockWait(group) !== undefined)
    return { waitsFor: { kind: 'lock' }, isLock: true, inKernel: false, limitMinutes: PROMPT_MINUTES };
  if (outside.kind === 'kernel' && names.some((name) => FILE_CALL.test(name)))
    return { ...wait, inKernel: true, limitMinutes: PROMPT_MINUTES };
  if (names.some((name) => ONE_ANSWER.test(name)) && !names.some((name) => LASTING_ANSWER.test(name)))
    return { ...wait, limitMinutes: PROMPT_MINUTES };
  if (state === 'chan send' && !names.some((name) => TO_A_CLIENT.test(name)))
    return { ...wait, limitMinutes: SENDING_MINUTES };
  return { ...wait, limitMinutes: Number.POSITIVE_INFINITY };
}
