import { statSync } from 'node:fs';
import { peekProcText } from './proc-reading.ts';
import type { DescriptorRange, OwnerThreadData, OwnerThreadMessage } from './owner-thread.ts';
import { runInThreads, threadModule } from '../../system/thread-pool.ts';

/** What was read of one process. */
export interface ProcessSockets {
  readonly pid: number;
  readonly inodes: readonly Float64Array[];
  readonly failure?: OwnerThreadMessage['failure'];
}

/** A process that has more descriptors than this is shared out among the threads. */
const RANGE_DESCRIPTORS = 8192;

/**
 * The sockets that each process holds open, by pid as given, read by several threads. Undefined where there can be none.
 * Rejects when a thread fails, and with HostError when none of them gets on.
 */
export async function readOwnersInThreads(
  procRoot: string,
  pids: readonly number[],
  leftMs: number,
): Promise<readonly ProcessSockets[] | undefined> {
  const module = threadModule(import.meta.url, './owner-thread');
  if (module === undefined) return undefined;
  const found = new Map(pids.map((pid): [number, Gathered] => [pid, new Gathered(procRoot, pid)]));
  const deadlineAtMs = Date.now() + leftMs;
  const read = async (ranges: readonly DescriptorRange[]): Promise<void> => {
    const messages = await runInThreads<OwnerThreadData, OwnerThreadMessage>({
      module,
      data: { procRoot, ranges, deadlineAtMs },
      taskCount: ranges.length,
      path: 'proc/*/fd',
      deadlineMs: Math.min(Math.max(1000, leftMs), 600_000),
    });
    for (const message of messages) found.get(ranges[message.range]?.pid ?? 0)?.add(message);
  };
  await read([...found.values()].flatMap((process) => process.dense()));
  const rest = [...found.values()].flatMap((process) => process.rest());
  if (rest.length > 0) await read(rest);
  return [...found.values()];
}

/** The lowest free number is given out first: who has many descriptors has them one after the other, with few holes. */
class Gathered implements ProcessSockets {
  readonly pid: number;
  readonly inodes: Float64Array[] = [];
  failure?: NonNullable<OwnerThreadMessage['failure']>;
  readonly #procRoot: string;
  readonly #count: number;
  #found = 0;

  constructor(procRoot: string, pid: number) {
    this.pid = pid;
    this.#procRoot = procRoot;
    this.#count = countDescriptors(`${procRoot}/${pid}/fd`);
  }

  add({ inodes, openCount, failure }: OwnerThreadMessage): void {
    this.inodes.push(inodes);
    this.#found += openCount;
    if (failure !== undefined) this.failure = failure;
  }

  /** Where all descriptors are, if there is no hole between them. */
  dense(): DescriptorRange[] {
    if (this.#count < RANGE_DESCRIPTORS) return [{ pid: this.pid }];
    return rangesOf(this.pid, 0, this.#count);
  }

  /** Where the others may be; `FDSize` is how many the process has room for. */
  rest(): DescriptorRange[] {
    const { pid } = this;
    if (this.#count < RANGE_DESCRIPTORS || this.failure !== undefined || this.#found >= this.#count)
      return [];
    const status = peekProcText(`${this.#procRoot}/${pid}/status`) ?? '';
    return rangesOf(pid, this.#count, Number(/^FDSize:\s*(\d{1,9})$/m.exec(status)?.[1] ?? 0));
  }
}

function rangesOf(pid: number, first: number, end: number): DescriptorRange[] {
  const ranges: DescriptorRange[] = [];
  for (let from = first; from < end; from += RANGE_DESCRIPTORS) {
    ranges.push({ pid, from, to: Math.min(end, from + RANGE_DESCRIPTORS) });
  }
  return ranges;
}

/** The size of /proc/<pid>/fd is the number of open descriptors since Linux 6.2 (proc_fd_getattr), and 0 before. */
function countDescriptors(folder: string): number {
  try {
    return statSync(folder).size;
  } catch {
    return 0;
  }
}
