/**
 * Whether a goroutine waits for a lock, and where the program asks for it. In a dump (Go 1.19; 1.24):
 *
 *     goroutine 3208 [semacquire, 1 minutes]:                goroutine 88 [sync.Mutex.Lock, 3 minutes]:
 *     sync.runtime_SemacquireMutex(0x7ea?, 0x90?, 0xdd3547?)  internal/sync.runtime_SemacquireMutex(…)
 *     sync.(*Mutex).lockSlow(0xc003af6800)                    internal/sync.(*Mutex).lockSlow(0xc0005a2010)
 *     sync.(*Mutex).Lock(...)                                 internal/sync.(*Mutex).Lock(...)
 *     …/daemon.(*Daemon).ContainerInspectCurrent(…)           sync.(*Mutex).Lock(...)
 *
 * golang/go src/sync/mutex.go, rwmutex.go (1.13: Lock is split into Lock and lockSlow; 1.24: moved to internal/sync) and
 * src/runtime/runtime2.go (waitReason: `semacquire`; 1.20 adds `sync.Mutex.Lock`, `sync.RWMutex.RLock`, `sync.RWMutex.Lock`).
 * A writer that waits for another writer stands in the Mutex of its RWMutex. WaitGroup and Cond use semaphores too and are no locks.
 */
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { LockMode } from '../../model/lock.ts';

export interface LockWait {
  readonly kind: 'Mutex' | 'RWMutex';
  readonly mode: LockMode;
  /** The frame that asks for the lock. */
  readonly place: Frame;
  readonly placeIndex: number;
}

const RUNTIME = /^(?:runtime|sync|internal\/sync)\./;
const LOCKING = /^(?:internal\/)?sync\.\(\*(Mutex|RWMutex)\)\.(Lock|RLock|lockSlow)$/;
const WAITING = new Set(['semacquire', 'sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock']);
/** Methods that are nothing but a lock: `container.(*State).Lock` of an embedded one, `locker.(*Locker).Lock`. */
const WRAPPER = /\)\.(?:Lock|RLock)$/;

/** The wait for a lock that all goroutines of a group share; undefined when they wait for something else or run. */
export function readLockWait({ state, frames }: GoroutineGroup): LockWait | undefined {
  if (state !== undefined && !WAITING.has(state)) return undefined;
  let outermost: RegExpExecArray | undefined;
  let index = 0;
  for (; index < frames.length; index++) {
    const name = frames[index]?.function ?? '';
    const match = LOCKING.exec(name);
    if (match !== null) outermost = match;
    else if (!RUNTIME.test(name)) break;
  }
  if (outermost === undefined) return undefined;
  while (index < frames.length - 1 && WRAPPER.test(frames[index]?.function ?? '')) index++;
  const place = frames[index];
  if (place === undefined) return undefined;
  const kind = outermost[1] === 'RWMutex' ? 'RWMutex' : 'Mutex';
  const mode = kind === 'Mutex' ? 'lock' : outermost[2] === 'RLock' ? 'read' : 'write';
  return { kind, mode, place, placeIndex: index };
}
