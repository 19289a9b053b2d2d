/** What a goroutine waits for when it is no lock: read off its state and the functions above the one that holds the lock. */
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { HolderWait, WaitKind } from '../../model/lock.ts';
import { shortName } from '../../parse/go/function-name.ts';

/** A way of waiting, known by a function on the stack; the first that fits counts. */
const BY_FUNCTION: readonly {
  readonly kind: WaitKind;
  readonly function: RegExp;
  /** Read off the frames at and above the one that holds the lock. */
  details(frames: readonly Frame[]): Omit<HolderWait, 'kind'>;
}[] = [
  {
    kind: 'rpc',
    function:
      /\bttrpc\.\(\*Client\)\.|\bgrpc(?:\/[a-z/]+)?\.(?:\(\*(?:ClientConn|clientStream)\)|Invoke|invoke)|\btransport\.\(\*Stream\)\./,
    details: findPeer,
  },
  {
    kind: 'process',
    function:
      /^os\.\(\*Process\)\.(?:[Ww]ait|blockUntilWaitable|pidfdWait)$|^os\/exec\.\(\*Cmd\)\.Wait$|\b(?:reaper|shim)\.\(\*Monitor\)\.Wait/,
    details: (frames) => ({ function: ownFunction(frames) }),
  },
  {
    kind: 'http',
    function: /^net\/http\.\(\*(?:persistConn|Transport|Client)\)\./,
    details: (frames) => ({
      peer: frames.some((frame) => /\bplugins\.\(\*Client\)/.test(frame.function)) ? 'plugin' : 'http-server',
      function: ownFunction(frames),
    }),
  },
];

const CLIENT_METHOD = /\.\(?\*?(\w*Client)\)?\.([A-Z]\w*)$/;
const RPC_MACHINERY = /\bgrpc(?:\/[a-z/]+)?\.|\bttrpc\.|\btransport\./;

/** What is asked, and by which method, as far as the client's own method shows it. */
function findPeer(frames: readonly Frame[]): Omit<HolderWait, 'kind'> {
  const client = frames.find(
    (frame) => CLIENT_METHOD.test(frame.function) && !RPC_MACHINERY.test(frame.function),
  );
  const [, service = '', method = ''] = CLIENT_METHOD.exec(client?.function ?? '') ?? [];
  const peer = frames.some((frame) => /\bttrpc\./.test(frame.function))
    ? 'shim'
    : frames.some((frame) => /\bcontainerd\b/.test(frame.function))
      ? 'containerd'
      : 'grpc-server';
  return {
    peer,
    ...(client === undefined ? {} : { call: `${service.replace(/Client$/, '') || 'client'} ${method}` }),
  };
}

const MACHINERY =
  /^(?:runtime|internal\/[a-z/]+|sync|syscall|bufio|io|os|os\/exec|net|net\/http|context|time|(?:.*\/)?golang\.org\/x\/.*)\./;

/** The first function of the program itself. */
function ownFunction(frames: readonly Frame[]): string {
  return shortName((frames.find((frame) => !MACHINERY.test(frame.function)) ?? frames[0])?.function ?? '?');
}

/** The call into the kernel as the program makes it: `syscall.Stat`, not `syscall.Syscall6`. */
function kernelCall(frames: readonly Frame[]): string {
  const SYSTEM = /^(?:.*\/)?(?:syscall|unix)\./;
  const calls = frames.filter((frame) => SYSTEM.test(frame.function));
  return shortName((calls.at(-1) ?? frames[0])?.function ?? '?');
}

const BY_STATE: ReadonlyMap<string, (frames: readonly Frame[]) => HolderWait> = new Map<
  string,
  (frames: readonly Frame[]) => HolderWait
>([
  ['syscall', (frames) => ({ kind: 'kernel', function: kernelCall(frames) })],
  ['IO wait', (frames) => ({ kind: 'network', function: ownFunction(frames) })],
  ['chan receive', (frames) => ({ kind: 'channel', how: 'receive', function: ownFunction(frames) })],
  ['chan send', (frames) => ({ kind: 'channel', how: 'send', function: ownFunction(frames) })],
  ['select', (frames) => ({ kind: 'channel', how: 'select', function: ownFunction(frames) })],
  ['sync.Cond.Wait', (frames) => ({ kind: 'channel', how: 'signal', function: ownFunction(frames) })],
  ['sync.WaitGroup.Wait', (frames) => ({ kind: 'goroutines', function: ownFunction(frames) })],
  ['sleep', (frames) => ({ kind: 'timer', function: ownFunction(frames) })],
  ['running', () => ({ kind: 'nothing' })],
  ['runnable', () => ({ kind: 'nothing' })],
]);

/** What the goroutines of a group wait for, below `sectionIndex` only what the section itself has called. */
export function findOutsideWait({ state, frames }: GoroutineGroup, sectionIndex: number): HolderWait {
  const above = frames.slice(0, sectionIndex + 1);
  if (state !== 'running' && state !== 'runnable')
    for (const rule of BY_FUNCTION)
      if (above.some((frame) => rule.function.test(frame.function)))
        return { kind: rule.kind, ...rule.details(above) };
  if (above.some((frame) => frame.function === 'sync.(*WaitGroup).Wait'))
    return { kind: 'goroutines', function: ownFunction(above) };
  const byState = BY_STATE.get(state ?? '');
  if (byState !== undefined) return byState(above);
  if (state === undefined && above[0]?.function.startsWith('syscall.') === true)
    return { kind: 'kernel', function: kernelCall(above) };
  return { kind: 'unknown', function: ownFunction(above) };
}
