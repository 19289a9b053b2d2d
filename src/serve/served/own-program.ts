/**
 * deadwait as a child of itself: what it examines may hang, be a bomb, or find a bug, and then that child is all that is lost. Its
 * standard output is the result, each line of its standard error a step.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inSeconds } from '../../system/deadline.ts';
import { inMebibytes } from '../../system/chunks.ts';
import { programEnvironment } from '../../system/command-environment.ts';
import { watchMemory } from './memory-watch.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/deadwait.js', import.meta.url));

export interface ProgramLimits {
  readonly deadlineMs: number;
  /** Resident memory. */
  readonly memoryBytes: number;
  /** Of standard output. */
  readonly outputBytes: number;
}

export interface ProgramCall {
  /** Another script of the package than deadwait itself. */
  readonly program?: string;
  /** It has a result when it ends with one of these; absent: 0 and 1, as deadwait does. */
  readonly results?: readonly number[];
  readonly args: readonly string[];
  /** Where it runs, so that names of files can be short. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limits: ProgramLimits;
  readonly onStep: (says: string) => void;
}

/** How it ended. `fault`: something that the user can put right, in its own words. */
export type ProgramEnd =
  | { readonly how: 'done'; readonly output: Uint8Array }
  | { readonly how: 'fault'; readonly says: string; readonly hint: string }
  | { readonly how: 'late' | 'too-large' | 'bug'; readonly says: string }
  | { readonly how: 'stopped' };

export interface RunningProgram {
  readonly ended: Promise<ProgramEnd>;
  /** SIGKILL; `ended` resolves to `stopped` at once. */
  stop(): void;
}

const MOST_LINE = 500;
const LAST_LINES = 40;
/** deadwait ends with these when it has a result. */
const RESULTS: readonly number[] = [0, 1, 3];
const FAULT = 2;

/** Starts it. `ended` never rejects, and never comes later than the deadline, whatever the child hangs on. */
export function startProgram(call: ProgramCall): RunningProgram {
  const { program = PROGRAM, results = RESULTS, args, folder, environment, limits, onStep } = call;
  const heapMebibytes = Math.ceil(limits.memoryBytes / 2 / 1024 / 1024);
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMebibytes}`, program, ...args], {
    cwd: folder,
    env: programEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let finish: (end: ProgramEnd) => void = () => {};
  const ended = new Promise<ProgramEnd>((resolve) => (finish = resolve));
  const kill = (end: ProgramEnd): void => {
    finish(end);
    abandon(child);
  };

  const output: Uint8Array[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Uint8Array) => {
    bytes += chunk.byteLength;
    if (bytes <= limits.outputBytes) output.push(chunk);
    else kill({ how: 'too-large', says: `Its report is larger than ${inMebibytes(limits.outputBytes)}.` });
  });
  const lines = new LastLines(onStep);
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.add(text));
  child.on('error', (error) => finish({ how: 'bug', says: `deadwait cannot be run: ${error.message}` }));
  child.on('close', (status, signal) => {
    if (status !== null && results.includes(status)) finish({ how: 'done', output: Buffer.concat(output) });
    else finish(failure(status, signal, lines.all(), limits));
  });

  const timer = setTimeout(
    () => kill({ how: 'late', says: `It was not examined within ${inSeconds(limits.deadlineMs)}.` }),
    limits.deadlineMs,
  );
  const unwatch = watchMemory(child.pid, limits.memoryBytes, () => kill(tooMuchMemory(limits)));
  void ended.then(() => {
    clearTimeout(timer);
    unwatch();
  });
  return { ended, stop: () => kill({ how: 'stopped' }) };
}

/** A child in D state does not die of it: nothing here waits for it. */
function abandon(child: ChildProcess): void {
  child.kill('SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function failure(
  status: number | null,
  signal: string | null,
  lines: readonly string[],
  limits: ProgramLimits,
): ProgramEnd {
  const at = lines.findLastIndex((line) => /^deadwait: .+ \[[a-z-]+\]$/.test(line));
  const says = /^deadwait: (.+) \[[a-z-]+\]$/.exec(lines[at] ?? '')?.[1];
  if (status === FAULT && says !== undefined)
    return { how: 'fault', says, hint: (lines[at + 1] ?? '').trim() };
  if (lines.some((line) => /out of memory/i.test(line))) return tooMuchMemory(limits);
  const ending = signal ?? `status ${status}`;
  const first = lines.find((line) => /^\w*Error\b/.test(line));
  return {
    how: 'bug',
    says: `deadwait failed on it (${ending})${first === undefined ? '' : `: ${first}`}.`,
  };
}

function tooMuchMemory({ memoryBytes }: ProgramLimits): ProgramEnd {
  return { how: 'too-large', says: `It needs more than ${inMebibytes(memoryBytes)} of memory.` };
}

/** Lines out of pieces of text: each is told, cut off where it is long, and the last ones are kept. */
class LastLines {
  readonly #onLine: (line: string) => void;
  readonly #kept: string[] = [];
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    const parts = text.split('\n');
    for (const [index, part] of parts.entries()) {
      this.#rest = (this.#rest + part).slice(0, MOST_LINE);
      if (index === parts.length - 1) return;
      this.#keep(this.#rest);
      this.#rest = '';
    }
  }

  all(): readonly string[] {
    return this.#rest === '' ? this.#kept : [...this.#kept, this.#rest];
  }

  #keep(line: string): void {
    this.#kept.push(line);
    if (this.#kept.length > LAST_LINES) this.#kept.shift();
    this.#onLine(line);
  }
}
