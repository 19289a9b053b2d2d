import { Column } from './columns.ts';

/** Where a stop is; each stage has a stack of its own (stacks/<version>/stages.json). */
export const STAGE = {
  /** Answered, and nothing is left of it. */
  ended: 0,
  /** containerStop waits for the container to follow the stop signal. */
  grace: 1,
  /** SIGKILL was sent through containerd. */
  killing: 2,
  /** Kill waits without an end. */
  forever: 3,
  /** dockerd has sent SIGKILL itself, and waits 2 s. */
  directKill: 4,
  /** Kill has given up; containerStop waits 2 s more. */
  lastChance: 5,
} as const;
export type Stage = (typeof STAGE)[keyof typeof STAGE];

/** What a log tells. */
export const TRACE = {
  /** dockerd: the request, and the stop signal. */
  asked: 0,
  /** dockerd: the grace period is over; SIGKILL. */
  forced: 1,
  /** dockerd: SIGKILL did not help; once more, directly. */
  killedDirectly: 2,
  /** dockerd: answered with an error. */
  failed: 3,
  /** dockerd: the stop ended well. */
  stopped: 4,
  /** kubelet: no answer in time. */
  gaveUp: 5,
  /** kubelet: an error as the answer. */
  refused: 6,
} as const;
export type TraceKind = (typeof TRACE)[keyof typeof TRACE];

/** Every stop, one row each, and what the logs tell, in order. 30 bytes a stop, 13 bytes a line. */
export class History {
  readonly container: Column<Uint16Array>;
  readonly askedMs: Column<Float64Array>;
  /** Since when it is in its stage. */
  readonly sinceMs: Column<Float64Array>;
  readonly stage: Column<Uint8Array>;
  /** 1 once its client has closed the connection. */
  readonly clientGone: Column<Uint8Array>;
  /** Numbers of the two goroutines: the handler, and the helper that State.Wait started last. */
  readonly handlerId: Column<Uint32Array>;
  readonly helperId: Column<Uint32Array>;
  readonly traceMs: Column<Float64Array>;
  readonly traceKind: Column<Uint8Array>;
  readonly traceStop: Column<Uint32Array>;

  constructor(stops: number) {
    const words = (length: number): Uint32Array => new Uint32Array(length);
    const times = (length: number): Float64Array => new Float64Array(length);
    const bytes = (length: number): Uint8Array => new Uint8Array(length);
    this.container = new Column((length) => new Uint16Array(length), stops);
    this.askedMs = new Column(times, stops);
    this.sinceMs = new Column(times, stops);
    this.stage = new Column(bytes, stops);
    this.clientGone = new Column(bytes, stops);
    this.handlerId = new Column(words, stops);
    this.helperId = new Column(words, stops);
    this.traceMs = new Column(times, stops * 4);
    this.traceKind = new Column(bytes, stops * 4);
    this.traceStop = new Column(words, stops * 4);
  }

  get stopCount(): number {
    return this.container.length;
  }

  get traceCount(): number {
    return this.traceMs.length;
  }

  /** A new stop; its number. */
  ask(container: number, nowMs: number): number {
    this.container.push(container);
    this.askedMs.push(nowMs);
    this.sinceMs.push(nowMs);
    this.stage.push(STAGE.grace);
    this.clientGone.push(0);
    this.handlerId.push(0);
    this.helperId.push(0);
    return this.stopCount - 1;
  }

  tell(kind: TraceKind, stop: number, nowMs: number): void {
    this.traceMs.push(nowMs);
    this.traceKind.push(kind);
    this.traceStop.push(stop);
  }
}
