/** What a goroutine waits for when it is no lock: read off its state and the functions above the one that holds the lock. */
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { HolderWait, WaitKind } from '../../model/lock.ts';
import { shortName } from '../../parse/go/function-name.ts';

/** What is said of a wait, from the frames at and above the one that holds the lock. */
type Wording = (frames: readonly Frame[]) => string;

/** A way of waiting, known by a function on the stack; the first that fits counts. */
const BY_FUNCTION: readonly {
  readonly kind: WaitKind;
  readonly function: RegExp;
  readonly says: Wording;
}[] = [
  {
    kind: 'rpc',
    function:
      /\bttrpc\.\(\*Client\)\.|\bgrpc(?:\/[a-z/]+)?\.(?:\(\*(?:ClientConn|clientStream)\)|Invoke|invoke)|\btransport\.\(\*Stream\)\./,
    says: (frames) => `an answer of ${answering(frames)}`,
  },
  {
    kind: 'process',
    function:
      /^os\.\(\*Process\)\.(?:[Ww]ait|blockUntilWaitable|pidfdWait)$|^os\/exec\.\(\*Cmd\)\.Wait$|\b(?:reaper|shim)\.\(\*Monitor\)\.Wait/,
    says: (frames) => `a child process (${telling(frames)})`,
  },
  {
    kind: 'http',
    function: /^net\/http\.\(\*(?:persistConn|Transport|Client)\)\./,
    says: (frames) =>
      frames.some((frame) => /\bplugins\.\(\*Client\)/.test(frame.function))
        ? `the answer of a plugin (${telling(frames)})`
        : `an answer over HTTP (${telling(frames)})`,
  },
];

const CLIENT_METHOD = /\.\(?\*?(\w*Client)\)?\.([A-Z]\w*)$/;
const RPC_MACHINERY = /\bgrpc(?:\/[a-z/]+)?\.|\bttrpc\.|\btransport\./;

/** `containerd (tasks Delete)`, as far as the client's own method tells it. */
function answering(frames: readonly Frame[]): string {
  const client = frames.find(
    (frame) => CLIENT_METHOD.test(frame.function) && !RPC_MACHINERY.test(frame.function),
  );
  const [, service = '', method = ''] = CLIENT_METHOD.exec(client?.function ?? '') ?? [];
  const who = frames.some((frame) => /\bttrpc\./.test(frame.function))
    ? 'a shim'
    : frames.some((frame) => /\bcontainerd\b/.test(frame.function))
      ? 'containerd'
      : 'a gRPC server';
  return client === undefined ? who : `${who} (${service.replace(/Client$/, '') || 'client'} ${method})`;
}

const MACHINERY =
  /^(?:runtime|internal\/[a-z/]+|sync|syscall|bufio|io|os|os\/exec|net|net\/http|context|time|(?:.*\/)?golang\.org\/x\/.*)\./;

/** The first function of the program itself. */
function telling(frames: readonly Frame[]): string {
  return shortName((frames.find((frame) => !MACHINERY.test(frame.function)) ?? frames[0])?.function ?? '?');
}

/** The call into the kernel as the program makes it: `syscall.Stat`, not `syscall.Syscall6`. */
function kernelCall(frames: readonly Frame[]): string {
  const SYSTEM = /^(?:.*\/)?(?:syscall|unix)\./;
  const calls = frames.filter((frame) => SYSTEM.test(frame.function));
  return shortName((calls.at(-1) ?? frames[0])?.function ?? '?');
}

const BY_STATE: ReadonlyMap<string, readonly [WaitKind, Wording]> = new Map<
  string,
  readonly [WaitKind, Wording]
>([
  ['syscall', ['kernel', (frames) => `the kernel (${kernelCall(frames)})`]],
  ['IO wait', ['network', (frames) => `the other end of a connection (${telling(frames)})`]],
  ['chan receive', ['channel', (frames) => `a message (${telling(frames)})`]],
  ['chan send', ['channel', (frames) => `a reader of its message (${telling(frames)})`]],
  ['select', ['channel', (frames) => `one of several messages (${telling(frames)})`]],
  ['sync.Cond.Wait', ['channel', (frames) => `a signal (${telling(frames)})`]],
  ['sync.WaitGroup.Wait', ['goroutines', (frames) => `other goroutines (${telling(frames)})`]],
  ['sleep', ['timer', (frames) => `a timer (${telling(frames)})`]],
  ['running', ['nothing', () => 'nothing: it runs']],
  ['runnable', ['nothing', () => 'nothing: it runs']],
]);

/** What the goroutines of a group wait for, below `sectionIndex` only what the section itself has called. */
export function findOutsideWait({ state, frames }: GoroutineGroup, sectionIndex: number): HolderWait {
  const above = frames.slice(0, sectionIndex + 1);
  if (state !== 'running' && state !== 'runnable')
    for (const rule of BY_FUNCTION)
      if (above.some((frame) => rule.function.test(frame.function)))
        return { kind: rule.kind, says: rule.says(above) };
  if (above.some((frame) => frame.function === 'sync.(*WaitGroup).Wait'))
    return { kind: 'goroutines', says: `other goroutines (${telling(above)})` };
  const [kind, says] = BY_STATE.get(state ?? '') ?? [];
  if (kind !== undefined && says !== undefined) return { kind, says: says(above) };
  if (state === undefined && above[0]?.function.startsWith('syscall.') === true)
    return { kind: 'kernel', says: `the kernel (${kernelCall(above)})` };
  return { kind: 'unknown', says: `something in ${telling(above)}` };
}
