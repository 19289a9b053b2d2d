import type { Task } from './task.ts';

/** Kills the task through runc; there is nothing else that it could do. */
export class Shim {
  readonly task: Task;

  constructor(task: Task) {
    this.task = task;
  }

  /** `runc kill`: the signal is queued, whether the task takes it or not. */
  kill(signal: number): void {
    this.task.signal(signal);
  }
}
