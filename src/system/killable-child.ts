// What may hang is done by a child that can be killed. A child in D state does not die of it: it is left alone then, its
// pipes closed and unreferenced, so that neither the event loop nor the end of this process waits for it.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { GapReason } from '../model/gap.ts';
import { DEFAULT_READ_BYTES, joinChunks } from './chunks.ts';
import { withDeadline } from './deadline.ts';
import { COMMAND_ENVIRONMENT } from './command-environment.ts';
import { flow } from './flow.ts';
import { HostError } from './host-error.ts';
import { errorCode } from './system-error.ts';

export interface ChildOptions {
  /** What is read, for messages: a path of the case layout. */
  readonly path: string;
  readonly deadlineMs: number;
  readonly maxBytes?: number;
  /** What fails when the child does, for messages. Default `be read`. */
  readonly failsTo?: string;
}

/** A command that runs, and its standard output. */
export interface KillableChild {
  readonly pid: number | undefined;
  /** Each chunk within the deadline, and at the end HostError unless the command ended with status 0. */
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** SIGKILL; does not wait for the child to be gone. */
  abandon(): void;
}

const MAX_COMPLAINT = 500;

/** Starts a command of the system without a shell, in the root folder and with a fixed environment. */
export function startChild(command: string, args: readonly string[], options: ChildOptions): KillableChild {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    env: COMMAND_ENVIRONMENT,
  });
  const ended = end(child, command, options);
  ended.catch(() => {});
  const abandon = (): void => {
    child.kill('SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  };
  return { pid: child.pid, chunks: output(child, ended, options, abandon), abandon };
}

/** Starts a command and reads what it prints, all of it within the deadline; HostError otherwise. */
export async function readChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Uint8Array> {
  const { path, deadlineMs, maxBytes = DEFAULT_READ_BYTES } = options;
  const child = startChild(command, args, options);
  try {
    return await withDeadline(joinChunks(child.chunks, maxBytes, path), deadlineMs, path, path);
  } finally {
    child.abandon();
  }
}

async function* output(
  child: ChildProcess,
  ended: Promise<void>,
  { path, deadlineMs }: ChildOptions,
  abandon: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    if (child.stdout !== null) yield* flow(child.stdout, deadlineMs, path);
    await withDeadline(ended, deadlineMs, path, path);
  } finally {
    abandon();
  }
}

/** Settles when the child has ended: well, or with what it complained of. */
function end(
  child: ChildProcess,
  command: string,
  { path, failsTo = 'be read' }: ChildOptions,
): Promise<void> {
  const failed = `${path} cannot ${failsTo}`;
  let complaint = '';
  child.stderr?.on('data', (chunk: Uint8Array) => {
    if (complaint.length < MAX_COMPLAINT) complaint += Buffer.from(chunk).toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => {
      const detail =
        errorCode(cause) === 'ENOENT'
          ? `${command} is not installed here`
          : `${command} cannot be run: ${cause.message}`;
      reject(new HostError(path, 'unsupported', `${failed}: ${detail}`, { cause }));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(failure(path, failed, command, complaint, signal ?? `status ${code}`));
    });
  });
}

const COMPLAINTS: readonly (readonly [RegExp, GapReason])[] = [
  [/failed to run command|failed to execute/i, 'unsupported'],
  [/permission denied|operation not permitted|insufficient permissions/i, 'denied'],
  [/no such file|not a directory|no such process/i, 'absent'],
  [/is a directory/i, 'unsupported'],
];

function failure(
  path: string,
  failed: string,
  command: string,
  complaint: string,
  ending: string,
): HostError {
  const line = complaint.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
  const reason = COMPLAINTS.find(([words]) => words.test(line))?.[1] ?? 'unsupported';
  const says = line === '' ? `${command} ended with ${ending}` : line;
  return new HostError(path, reason, `${failed}: ${says}`);
}
