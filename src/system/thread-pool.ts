import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { inSeconds } from './deadline.ts';
import { HostError } from './host-error.ts';

/** What every thread is given besides its own data. */
export interface ThreadStart<Data> {
  readonly data: Data;
  /** The number of the next task; whoever takes one adds one. */
  readonly next: Int32Array<SharedArrayBuffer>;
  /** Grows with every piece that is read: a thread that hangs in a read is known by it. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

export interface ThreadWork<Data> {
  /** The module that the threads run; see `threadModule`. */
  readonly module: URL;
  readonly data: Data;
  readonly taskCount: number;
  /** The path that is read, for errors. */
  readonly path: string;
  /** How long nothing may be read before it is given up. */
  readonly deadlineMs: number;
}

/** More would not be faster on the hosts that this runs on, and each costs some 20 MB. */
const MOST_THREADS = 4;

/** The module of this name beside `importer`; undefined where this process runs from sources that a thread cannot load. */
export function threadModule(importer: string, name: string): URL | undefined {
  const module = new URL(`${name}.js`, importer);
  return importer.endsWith('.js') && existsSync(fileURLToPath(module)) ? module : undefined;
}

/**
 * Runs the tasks in as many threads as there are processors; the messages of all threads, in any order. Rejects with
 * HostError `timeout` when none gets on, and with the error of a thread that fails.
 */
export async function runInThreads<Data, Message>(work: ThreadWork<Data>): Promise<Message[]> {
  const count = Math.min(availableParallelism(), MOST_THREADS, work.taskCount);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const start: ThreadStart<Data> = { data: work.data, next, progress };
  const threads = Array.from({ length: count }, () => new Worker(work.module, { workerData: start }));
  const messages: Message[] = [];
  const ends = threads.map(
    (thread) =>
      new Promise<void>((resolve, reject) => {
        thread.on('message', (message: Message) => messages.push(message));
        thread.on('error', reject);
        thread.on('exit', () => resolve());
      }),
  );
  const watch = watchProgress(progress, work);
  try {
    await Promise.race([Promise.all(ends), watch.late]);
    return messages;
  } finally {
    watch.stop();
    // A thread that hangs in the kernel does not end; nobody may wait for it.
    for (const thread of threads) {
      thread.unref();
      void thread.terminate();
    }
    for (const end of ends) end.catch(() => {});
  }
}

/** The same, but undefined when a thread fails: it can be read without one. Rejects with HostError when none of them gets on. */
export async function tryInThreads<Data, Message>(work: ThreadWork<Data>): Promise<Message[] | undefined> {
  try {
    return await runInThreads<Data, Message>(work);
  } catch (error) {
    if (error instanceof HostError) throw error;
    return undefined;
  }
}

function watchProgress(
  progress: Int32Array<SharedArrayBuffer>,
  { path, deadlineMs }: { readonly path: string; readonly deadlineMs: number },
): { readonly late: Promise<never>; stop(): void } {
  let seen = -1;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now === seen) {
        reject(new HostError(path, 'timeout', `${path} was not read within ${inSeconds(deadlineMs)}`));
      }
      seen = now;
    }, deadlineMs);
  });
  late.catch(() => {});
  return { late, stop: () => clearInterval(timer) };
}
