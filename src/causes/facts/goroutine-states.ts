/**
 * States of goroutines as Go names them (golang/go src/runtime/runtime2.go, waitReasonStrings), by what they mean. Locks are
 * `semacquire` up to go1.19 and `sync.Mutex.Lock` and so on from go1.20; a wait group is `semacquire` up to go1.24; a condition
 * variable `semacquire` up to go1.10.
 */

/** Names that a knowledge file may use for all the states that mean the same. */
export const STATE_CLASSES: ReadonlyMap<string, readonly string[]> = new Map([
  ['lock', ['semacquire', 'sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock']],
  ['wait group', ['semacquire', 'sync.WaitGroup.Wait']],
  ['condition', ['semacquire', 'sync.Cond.Wait']],
]);

/** The states that a list of states and classes of states stands for. */
export function expandStates(states: readonly string[]): readonly string[] {
  return states.flatMap((state) => STATE_CLASSES.get(state) ?? [state]);
}
