import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Processes that hold something open, until they are let go. */
export interface Held {
  readonly count: number;
  release(): Promise<void>;
}

/** Starts children with these arguments, each of which prints a line when it holds what it should. */
export async function holdIn(
  program: string,
  calls: readonly (readonly string[])[],
  count: number,
): Promise<Held> {
  const children = calls.map((args) => spawn(program, [...args], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const release = async (): Promise<void> => {
    await Promise.all(children.map(end));
  };
  try {
    await Promise.all(children.map(firstLine));
    return { count, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Sockets that one process may hold besides its own descriptors, where 20 000 are allowed. */
const PAIRS_PER_PROCESS = 9_800;
const HOLDER = fileURLToPath(new URL('../children/hold-sockets.js', import.meta.url));

/** So many unix sockets, connected in pairs. */
export function holdSockets(sockets: number): Promise<Held> {
  const calls: string[][] = [];
  for (let left = sockets / 2; left > 0; left -= PAIRS_PER_PROCESS) {
    calls.push([HOLDER, String(Math.min(left, PAIRS_PER_PROCESS))]);
  }
  return holdIn(process.execPath, calls, sockets);
}

const THREADS = `
import sys, threading
threading.stack_size(65536)
for _ in range(int(sys.argv[1])):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print('ready', flush=True)
sys.stdin.read()
`;

/** So many threads that sleep, 1 000 in each process. */
export function holdThreads(threads: number): Promise<Held> {
  const calls = Array.from({ length: Math.ceil(threads / 1000) }, () => ['-c', THREADS, '1000']);
  return holdIn('python3', calls, threads);
}

async function firstLine(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`it ended with ${status}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
