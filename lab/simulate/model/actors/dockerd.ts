/** dockerd's side of a stop: moby daemon/stop.go containerStop, daemon/kill.go Kill, container/state.go Wait. */
import type { Behaviour } from '../behaviour.ts';
import { DIRECT_KILL_WAIT_MS, KILL_WAIT_MS, LAST_CHANCE_MS } from '../behaviour.ts';
import { EVENT } from '../event-queue.ts';
import type { Agenda } from '../event-queue.ts';
import type { History, Stage } from '../history.ts';
import { STAGE, TRACE } from '../history.ts';
import type { Parameters } from '../parameters.ts';
import type { Containerd } from './containerd.ts';
import { SIGKILL } from './task.ts';

const SIGTERM = 15;
/** Goroutines that the daemon's other work starts: two dozen for each second. */
const OTHER_GOROUTINES_PER_MS = 0.024;
const FIRST_GOROUTINE = 300;

/** Who asked for a stop, and hears how it ended. */
export interface StopClient {
  answered(stop: number, outcome: 'stopped' | 'failed'): void;
}

export class Dockerd {
  /** Stops that hold a handler, a helper and a connection now, and the most that ever did at once. */
  openStops = 0;
  mostOpenStops = 0;
  /** Handlers whose client is still there; each has a goroutine that watches the connection. */
  watchedStops = 0;
  mostGoroutines = 0;
  client: StopClient | undefined;
  private readonly agenda: Agenda;
  private readonly history: History;
  private readonly containerd: Containerd;
  private readonly behaviour: Behaviour;
  private readonly graceSeconds: number;
  private readonly waiting: number[][];
  private startedGoroutines = FIRST_GOROUTINE;

  constructor(
    agenda: Agenda,
    history: History,
    containerd: Containerd,
    behaviour: Behaviour,
    { graceSeconds, stops }: Pick<Parameters, 'graceSeconds' | 'stops'>,
  ) {
    this.agenda = agenda;
    this.history = history;
    this.containerd = containerd;
    this.behaviour = behaviour;
    this.graceSeconds = graceSeconds;
    this.waiting = stops.map(() => []);
  }

  /** POST /containers/{id}/stop; the number of the stop. */
  stop(container: number): number {
    const { history, agenda } = this;
    const stop = history.ask(container, agenda.nowMs);
    history.handlerId.set(stop, this.startGoroutine());
    this.startGoroutine();
    this.openStops++;
    this.watchedStops++;
    history.tell(TRACE.asked, stop, agenda.nowMs);
    this.waiting[container]?.push(stop);
    this.containerd.kill(container, SIGTERM);
    this.enter(stop, STAGE.grace);
    if (this.graceSeconds >= 0) agenda.after(this.graceSeconds * 1000, EVENT.graceOver, stop);
    return stop;
  }

  graceOver(stop: number): void {
    if (!this.isIn(stop, STAGE.grace)) return;
    this.history.tell(TRACE.forced, stop, this.agenda.nowMs);
    this.containerd.kill(this.history.container.get(stop), SIGKILL);
    this.enter(stop, STAGE.killing);
    this.agenda.after(KILL_WAIT_MS, EVENT.killWaitOver, stop);
  }

  killWaitOver(stop: number): void {
    if (!this.isIn(stop, STAGE.killing)) return;
    this.history.tell(TRACE.killedDirectly, stop, this.agenda.nowMs);
    if (!this.behaviour.bounded) return this.enter(stop, STAGE.forever);
    this.enter(stop, STAGE.directKill);
    this.agenda.after(DIRECT_KILL_WAIT_MS, EVENT.directKillWaitOver, stop);
  }

  directKillWaitOver(stop: number): void {
    if (!this.isIn(stop, STAGE.directKill)) return;
    this.enter(stop, STAGE.lastChance);
    this.agenda.after(LAST_CHANCE_MS, EVENT.lastChanceOver, stop);
  }

  lastChanceOver(stop: number): void {
    if (!this.isIn(stop, STAGE.lastChance)) return;
    this.history.tell(TRACE.failed, stop, this.agenda.nowMs);
    const waiting = this.waiting[this.history.container.get(stop)];
    waiting?.splice(waiting.indexOf(stop), 1);
    this.end(stop, 'failed');
  }

  /** The client has closed its connection: the handler does not notice, but its watcher ends. */
  clientGone(stop: number): void {
    this.history.clientGone.set(stop, 1);
    this.watchedStops--;
  }

  /** processEventStream: everything that waits for this container goes on. */
  taskExited(container: number): void {
    const ended = this.waiting[container] ?? [];
    this.waiting[container] = [];
    for (const stop of ended) {
      this.history.tell(TRACE.stopped, stop, this.agenda.nowMs);
      this.end(stop, 'stopped');
    }
  }

  private enter(stop: number, stage: Stage): void {
    this.history.stage.set(stop, stage);
    this.history.sinceMs.set(stop, this.agenda.nowMs);
    this.history.helperId.set(stop, this.startGoroutine());
    this.mostOpenStops = Math.max(this.mostOpenStops, this.openStops);
    this.mostGoroutines = Math.max(this.mostGoroutines, 2 * this.openStops + this.watchedStops);
  }

  private end(stop: number, outcome: 'stopped' | 'failed'): void {
    this.history.stage.set(stop, STAGE.ended);
    this.history.sinceMs.set(stop, this.agenda.nowMs);
    this.openStops--;
    if (this.history.clientGone.get(stop) === 1) return;
    this.watchedStops--;
    this.client?.answered(stop, outcome);
  }

  private isIn(stop: number, stage: Stage): boolean {
    return this.history.stage.get(stop) === stage;
  }

  /** Numbers only grow: those of stops are spread among those of all other work. */
  private startGoroutine(): number {
    this.startedGoroutines++;
    return this.startedGoroutines + Math.floor(this.agenda.nowMs * OTHER_GOROUTINES_PER_MS);
  }
}
