/**
 * The address of the lock that goroutines wait for, from the arguments of the functions that wait. What prints it differs:
 *
 *     sync.(*Mutex).Lock(0xc420a3a0d0)                            before 1.13
 *     sync.(*Mutex).lockSlow(0xc003af6800)                        since 1.13; since 1.24 internal/sync
 *     sync.(*RWMutex).Lock(0xc000184c80)                          `0xc000184c80?` since 1.18, where it may be stale
 *     sync.runtime_SemacquireMutex(0xc00042e0cc, 0x0, 0x0)        the semaphore in the lock; since 1.17 only garbage
 *     sync.(*RWMutex).RLock(...)                                  inlined since 1.12, so that only the semaphore is printed
 *
 * golang/go src/sync: a Mutex is state and sema, four bytes each; an RWMutex is a Mutex, writerSem and readerSem.
 */
import type { ArgumentTally, GoroutineGroup } from '../../model/goroutine.ts';
import type { LockMode } from '../../model/lock.ts';

const LOCK_FUNCTION = /^(?:internal\/)?sync\.\(\*(?:Mutex|RWMutex)\)\.(?:lockSlow|Lock|RLock)$/;
const SEMAPHORE_FUNCTION = /^(?:internal\/)?sync\.runtime_Semacquire(?:Mutex|RWMutex|RWMutexR)?$/;
const SEMAPHORE_OFFSET: Readonly<Record<LockMode, bigint>> = { lock: 4n, write: 8n, read: 12n };

/** What a reader of a dump must be asked to tally, so that locks can be told apart. */
export const LOCK_PROBES: readonly {
  readonly function: RegExp;
  readonly index: number;
  readonly certain: true;
}[] = [
  { function: LOCK_FUNCTION, index: 0, certain: true },
  { function: SEMAPHORE_FUNCTION, index: 0, certain: true },
];

/** Address (`0xc003af6800`) → the goroutines of the group that wait for the lock there; empty where none is printed. */
export function readLockAddresses(group: GoroutineGroup, mode: LockMode): ReadonlyMap<string, ArgumentTally> {
  const ofLocks = group.arguments.filter(
    ({ function: name, index }) => index === 0 && LOCK_FUNCTION.test(name),
  );
  for (const { values } of ofLocks) {
    const plausible = [...values].filter(([word]) => isAddress(BigInt(word)));
    if (plausible.length > 0) return new Map(plausible);
  }
  const semaphore = group.arguments.find(
    ({ function: name, index }) => index === 0 && SEMAPHORE_FUNCTION.test(name),
  );
  const found = [...(semaphore?.values ?? [])].flatMap(([word, tally]): [string, ArgumentTally][] => {
    const address = BigInt(word) - SEMAPHORE_OFFSET[mode];
    return isAddress(address) ? [[`0x${address.toString(16)}`, tally]] : [];
  });
  // Go 1.17 prints registers that hold something else by then. Locks are shared, and what is left in registers is not.
  const goroutines = found.reduce((sum, [, { count }]) => sum + count, 0);
  return found.length <= Math.max(1, goroutines / 2) ? new Map(found) : new Map();
}

/** In the heap of a 64-bit Go program, or among the data of the program itself. */
function isAddress(address: bigint): boolean {
  if (address % 4n !== 0n) return false;
  return (
    (address >= 0xc000000000n && address < 0xd000000000n) || (address >= 0x10000n && address < 0x100000000n)
  );
}
