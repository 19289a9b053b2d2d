import type { Host } from '../../host/host.ts';
import type { Thread } from '../../model/process.ts';
import { isKernelThread, parseProcStat } from '../../parse/proc/stat.ts';
import { parseOr, tryRead } from './try-read.ts';

const MAX_THREADS = 4096;

/**
 * The threads that have a folder of their own in a case, for a case whose thread table is lost. Line is 0; arguments are
 * not known.
 */
export async function listRecordedThreads(host: Host): Promise<readonly Thread[]> {
  const threads: Thread[] = [];
  for (const pid of await numbers(host, 'proc')) {
    for (const tid of await numbers(host, `proc/${pid}/task`)) {
      const result = await tryRead(host, `proc/${pid}/task/${tid}/stat`);
      if (!('text' in result)) continue;
      const stat = parseOr(
        () => parseProcStat(result.text),
        () => undefined,
      );
      if (stat === undefined || threads.length >= MAX_THREADS) continue;
      const { parentPid, state, comm } = stat;
      const kernel = isKernelThread(result.text) ? { isKernel: true as const } : {};
      threads.push({ pid, tid, parentPid, state, comm, args: '', ...kernel, line: 0 });
    }
  }
  return threads;
}

async function numbers(host: Host, folder: string): Promise<readonly number[]> {
  const names = await host.list(folder);
  return names
    .filter((name) => /^\d{1,10}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}
