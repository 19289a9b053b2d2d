/** What may happen at a time; the subject is a container for some, a stop for others. */
export const EVENT = {
  /** Container: its next stop is due. */
  stopDue: 0,
  /** Stop: the grace period is over. */
  graceOver: 1,
  /** Stop: 10 s have passed since SIGKILL. */
  killWaitOver: 2,
  /** Stop: 2 s have passed since the direct SIGKILL. */
  directKillWaitOver: 3,
  /** Stop: the last 2 s have passed. */
  lastChanceOver: 4,
  /** Stop: its client waits no longer. */
  clientTimeout: 5,
  /** Container: what its task waits for answers. */
  taskReleased: 6,
  /** Container: the shim has reaped its task. */
  taskReaped: 7,
  /** Container: the exit event reaches dockerd. */
  exitDelivered: 8,
  /** The host is recorded. */
  capture: 9,
} as const;
export type EventKind = (typeof EVENT)[keyof typeof EVENT];

/** Where actors ask for something to happen later. */
export interface Agenda {
  readonly nowMs: number;
  after(delayMs: number, kind: EventKind, subject: number): void;
}

interface QueuedEvent {
  atMs: number;
  order: number;
  kind: EventKind;
  subject: number;
}

/** Events by time, then in the order in which they were asked for: a binary heap. The clock stands at the last one taken. */
export class EventQueue implements Agenda {
  nowMs = 0;
  private readonly heap: QueuedEvent[] = [];
  private readonly spare: QueuedEvent[] = [];
  private order = 0;

  after(delayMs: number, kind: EventKind, subject: number): void {
    const event = this.spare.pop() ?? { atMs: 0, order: 0, kind, subject };
    event.atMs = this.nowMs + Math.max(0, delayMs);
    event.order = this.order++;
    event.kind = kind;
    event.subject = subject;
    let at = this.heap.length;
    this.heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.heap[parent];
      if (above === undefined || isBefore(above, event)) break;
      this.heap[at] = above;
      at = parent;
    }
    this.heap[at] = event;
  }

  /** Takes the next event and moves the clock to it. What is returned is valid until the next call. */
  next(): { readonly kind: EventKind; readonly subject: number } | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.heap.length > 0) this.sink(last);
    this.nowMs = first.atMs;
    this.spare.push(first);
    return first;
  }

  private sink(event: QueuedEvent): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      if (left === undefined) break;
      const right = heap[2 * at + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const below = isRight ? right : left;
      if (isBefore(event, below)) break;
      heap[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = event;
  }
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
