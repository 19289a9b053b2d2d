/**
 * Renders goroutines as /debug/pprof/goroutine?debug=2 prints them (golang/go src/runtime/traceback.go, goroutineheader and
 * traceback1), with what differs between versions of Go: arguments are flat words before go1.17 and carry `?` since go1.18,
 * creators are told with their goroutine since go1.21, a lock is `semacquire` below sync.(*Mutex).lockSlow before go1.20.
 */
export interface DumpedGoroutines {
  readonly state: string;
  readonly count: number;
  readonly minutes: number;
  /** Leaf first, as Go prints their names; the runtime's own frames are added by the state. */
  readonly frames: readonly string[];
  readonly createdBy?: string;
  /** Of the leaf. */
  readonly line?: number;
  /** The arguments of the leaf, as Go prints them; others are made up. */
  readonly words?: string;
}

export interface DumpOptions {
  /** `1.19` */
  readonly go: string;
  /** Folder of the sources, as the build had it. */
  readonly root?: string;
}

const RUNTIME: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'IO wait',
    ['internal/poll.runtime_pollWait', 'internal/poll.(*pollDesc).wait', 'internal/poll.(*FD).Read'],
  ],
  ['sync.Mutex.Lock', ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).lockSlow', 'sync.(*Mutex).Lock']],
  ['sync.RWMutex.RLock', ['sync.runtime_SemacquireRWMutexR', 'sync.(*RWMutex).RLock']],
  ['sync.RWMutex.Lock', ['sync.runtime_SemacquireRWMutex', 'sync.(*RWMutex).Lock']],
  ['sync.Cond.Wait', ['sync.runtime_notifyListWait', 'sync.(*Cond).Wait']],
  ['sync.WaitGroup.Wait', ['sync.runtime_SemacquireWaitGroup', 'sync.(*WaitGroup).Wait']],
  ['semacquire', ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).lockSlow', 'sync.(*Mutex).Lock']],
]);

/** The dump of these goroutines, in their order. */
export function renderDump(groups: readonly DumpedGoroutines[], options: DumpOptions): string {
  let number = 0;
  return groups
    .flatMap((group) => Array.from({ length: group.count }, () => renderOne(group, ++number, options)))
    .join('\n');
}

function renderOne(group: DumpedGoroutines, number: number, { go, root = '/go/src' }: DumpOptions): string {
  const minor = Number(go.split('.')[1] ?? 0);
  const wait = group.minutes > 0 ? `, ${group.minutes} minutes` : '';
  const place = (name: string, line: number): string =>
    `\t${root}/${packageOf(name)}/file.go:${line} +0x${(line % 251).toString(16)}`;
  const frames = withRuntime(group).map((name, index, all) => {
    const isLeaf = name === group.frames[0] || (index === 0 && all.length === group.frames.length);
    const words = name === group.frames[0] ? group.words : undefined;
    return `${name}(${words ?? argumentsOf(minor)})\n${place(name, isLeaf ? (group.line ?? 100) : 100 + index)}`;
  });
  const by = group.createdBy;
  const creator =
    by === undefined ? [] : [`created by ${by}${minor >= 21 ? ' in goroutine 1' : ''}\n${place(by, 42)}`];
  return `${[`goroutine ${number} [${group.state}${wait}]:`, ...frames, ...creator].join('\n')}\n`;
}

function withRuntime({ state, frames }: DumpedGoroutines): readonly string[] {
  const first = frames[0] ?? '';
  if (/^(?:sync|internal\/poll|runtime)\./.test(first)) return frames;
  return [...(RUNTIME.get(state) ?? []), ...frames];
}

function argumentsOf(minor: number): string {
  if (minor < 17) return '0xc000092180, 0xc000ec4900, 0x40, 0xc000012ef8';
  return minor === 17
    ? '{0x29dd070, 0xc0000cc020}, 0xc000ec4900'
    : '0xc000092180?, {0x29dd070, 0xc0000cc020?}, ...';
}

function packageOf(name: string): string {
  const receiver = name.indexOf('(');
  const path = receiver < 0 ? name : name.slice(0, receiver);
  const slash = path.lastIndexOf('/');
  return `${path.slice(0, slash + 1)}${path.slice(slash + 1).split('.', 1)[0] ?? ''}`;
}
