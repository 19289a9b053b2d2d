// One child that looks paths up, and can be killed while it hangs. It has a fixed environment: nothing of the user's settings for Node or
// the loader reaches it, and its working folder is the root.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withDeadline } from '../../system/deadline.ts';
import { HostError } from '../../system/host-error.ts';
import { COMMAND_ENVIRONMENT } from '../../system/command-environment.ts';
import type { Answer, Question } from './questions.ts';

/** Starting Node takes 50 ms, and much longer on a machine that is out of breath. */
const START_MS = 15_000;
const HEAP_MEBIBYTES = 256;

/** A child that answers one question at a time. */
export class PathChild {
  private readonly child: ChildProcess;
  private readonly started: Promise<Answer>;
  private waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  private failure: Error | undefined;
  /** Ends with the question that is under way: only one is. */
  private turn: Promise<void> = Promise.resolve();
  /** A question was not answered in time: it cannot be asked again. */
  isHung = false;

  constructor() {
    this.child = spawn(process.execPath, programWords(), {
      cwd: '/',
      env: COMMAND_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.started = this.next();
    this.started.catch(() => {});
    this.child.on('message', (answer: Answer) => this.settle((waiting) => waiting.resolve(answer)));
    this.child.on('error', (error) => this.fail(error));
    this.child.on('exit', (code, signal) =>
      this.fail(new Error(`it ended with ${signal ?? `status ${code}`}`)),
    );
    this.child.unref();
    this.child.channel?.unref();
  }

  /** Its pid, as /proc has it. */
  async pid(path: string): Promise<number> {
    const first = await withDeadline(this.started, START_MS, path, 'the child for paths');
    if ('ready' in first) return first.ready;
    throw new HostError(path, 'unsupported', `${path} cannot be read: the child for paths did not start`);
  }

  /** It can be asked. */
  get isUsable(): boolean {
    return this.failure === undefined && !this.isHung;
  }

  /** The answer; HostError `timeout` when it does not come within the deadline, which begins when the child runs. */
  async ask(question: Question, path: string, deadlineMs: number): Promise<unknown> {
    const before = this.turn;
    let end = (): void => {};
    this.turn = new Promise<void>((resolve) => (end = resolve));
    await before;
    try {
      await withDeadline(this.started, START_MS, path, 'the child for paths');
      const asked = this.next();
      this.child.send(question, (error) => {
        if (error !== null) this.fail(error);
      });
      const answer = await withDeadline(asked, deadlineMs, path, path).catch((error: unknown) => {
        this.isHung ||= error instanceof HostError;
        throw error;
      });
      if ('refused' in answer) throw new HostError(path, answer.refused.reason, answer.refused.message);
      return 'ok' in answer ? answer.ok : undefined;
    } catch (error) {
      if (error instanceof HostError) throw error;
      const says = error instanceof Error ? error.message : String(error);
      throw new HostError(
        path,
        'unsupported',
        `${path} cannot be read: the child for paths failed: ${says}`,
        {
          cause: error,
        },
      );
    } finally {
      end();
    }
  }

  /** SIGKILL; a child in D state does not die of it and is left alone. */
  abandon(): void {
    this.fail(new Error('it was abandoned'));
    this.child.kill('SIGKILL');
    if (this.child.connected) this.child.disconnect();
    this.child.unref();
  }

  private next(): Promise<Answer> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const answer = new Promise<Answer>((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
    answer.catch(() => {});
    return answer;
  }

  private settle(how: (waiting: NonNullable<PathChild['waiting']>) => void): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) how(waiting);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.settle((waiting) => waiting.reject(error));
  }
}

/** The program as it is built, or its source with the loader that runs sources here. */
function programWords(): string[] {
  const here = import.meta.url;
  const heap = `--max-old-space-size=${HEAP_MEBIBYTES}`;
  if (here.endsWith('.js')) return [heap, fileURLToPath(new URL('./paths-child.js', here))];
  const loader = pathToFileURL(createRequire(here).resolve('tsx')).href;
  return [heap, '--import', loader, fileURLToPath(new URL('./paths-child.ts', here))];
}
