import type { Thread } from '../../model/process.ts';

/**
 * A recorded thread table with the kernel's own threads marked. They are the children of kthreadd, which is pid 2 of a host; in a pid
 * namespace pid 2 may be anything, so it has to look like kthreadd: no parent, and no memory that arguments could lie in.
 */
export function markKernelThreads(threads: readonly Thread[]): readonly Thread[] {
  const second = threads.find(({ pid }) => pid === 2);
  if (second?.parentPid !== 0 || second.comm !== 'kthreadd' || !second.args.startsWith('[')) return threads;
  return threads.map((thread) =>
    (thread.pid === 2 || thread.parentPid === 2) && thread.args.startsWith('[')
      ? { ...thread, isKernel: true }
      : thread,
  );
}
