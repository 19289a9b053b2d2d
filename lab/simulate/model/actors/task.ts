import { EVENT } from '../event-queue.ts';
import type { Agenda } from '../event-queue.ts';

/** From the end of a task to the shim's wait4. */
const REAP_MS = 4;
export const SIGKILL = 9;

/**
 * The first process of a container, in uninterruptible sleep until it is released. As process 1 of its pid namespace it
 * takes no signal that it has no handler for, but SIGKILL (pid_namespaces(7)), and that only when it wakes up.
 */
export class Task {
  state: 'blocked' | 'running' | 'dead' = 'blocked';
  sigkillPending = false;
  private readonly agenda: Agenda;
  private readonly container: number;

  constructor(agenda: Agenda, container: number) {
    this.agenda = agenda;
    this.container = container;
  }

  signal(signal: number): void {
    if (signal !== SIGKILL || this.state === 'dead') return;
    this.sigkillPending = true;
    this.dieIfPossible();
  }

  /** What it waits for has answered. */
  release(): void {
    if (this.state !== 'blocked') return;
    this.state = 'running';
    this.dieIfPossible();
  }

  private dieIfPossible(): void {
    if (this.state !== 'running' || !this.sigkillPending) return;
    this.state = 'dead';
    this.agenda.after(REAP_MS, EVENT.taskReaped, this.container);
  }
}
