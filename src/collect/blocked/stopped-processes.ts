// Processes that a signal or a debugger has stopped: the first thread is in state T or t.
//
//     18877 18877     1 Tsl  do_signal_stop          23.1 containerd      /usr/bin/containerd --config …     (ps -eLo)
//     State:	T (stopped)                                                                     (/proc/<pid>/status)
//
// Linux fs/proc/array.c, task_state_array: "T (stopped)", "t (tracing stop)", the same since 2.6.33.

import type { Host } from '../../host/host.ts';
import type { ProcessRow, Thread } from '../../model/process.ts';
import type { StoppedProcess } from '../../model/task.ts';
import { containerIdOfShim, isShim } from './shim.ts';
import { quoteStart, type ThreadLines } from './thread-lines.ts';
import { tryRead } from './try-read.ts';

/** A host on which more than so many are stopped is not read to the end. */
const MOST = 1_000;

/** All stopped processes, by pid. */
export async function findStopped(
  host: Host,
  leaders: Iterable<Thread>,
  processes: ReadonlyMap<number, ProcessRow>,
  lines: ThreadLines,
): Promise<readonly StoppedProcess[]> {
  const stopped = [...leaders].filter(({ state }) => state === 'T' || state === 't').slice(0, MOST);
  const found = stopped.map(async (thread): Promise<StoppedProcess> => {
    const row = processes.get(thread.pid) ?? thread;
    const containerId = containerIdOfShim(row);
    const evidence = lines(thread) ?? (await quoteState(host, thread.pid));
    return {
      pid: thread.pid,
      comm: thread.comm,
      state: thread.state === 't' ? 't' : 'T',
      isShim: isShim(row),
      ...(containerId === undefined ? {} : { containerId }),
      ...(evidence === undefined ? {} : { evidence }),
    };
  });
  return (await Promise.all(found)).sort((a, b) => a.pid - b.pid);
}

async function quoteState(host: Host, pid: number): Promise<StoppedProcess['evidence']> {
  const file = `proc/${pid}/status`;
  const result = await tryRead(host, file, 16 * 1024);
  return 'text' in result ? quoteStart(file, result.text, 'State:') : undefined;
}
