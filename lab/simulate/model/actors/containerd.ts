import { EVENT } from '../event-queue.ts';
import type { Agenda } from '../event-queue.ts';
import type { Parameters } from '../parameters.ts';
import type { Shim } from './shim.ts';

/** From the shim's exit event to dockerd's event stream. */
const EVENT_MS = 3;

/** Passes kills to the shims, and their exit events to dockerd, unless the stream is lost. */
export class Containerd {
  private readonly agenda: Agenda;
  private readonly shims: readonly Shim[];
  private readonly exitEvents: Parameters['exitEvents'];

  constructor(agenda: Agenda, shims: readonly Shim[], exitEvents: Parameters['exitEvents']) {
    this.agenda = agenda;
    this.shims = shims;
    this.exitEvents = exitEvents;
  }

  kill(container: number, signal: number): void {
    this.shims[container]?.kill(signal);
  }

  /** A shim has reaped the first process of a container. */
  publishExit(container: number): void {
    if (this.exitEvents === 'sent') this.agenda.after(EVENT_MS, EVENT.exitDelivered, container);
  }
}
