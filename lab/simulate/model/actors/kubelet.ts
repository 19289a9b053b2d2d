/**
 * kubelet with dockershim: StopContainer gives up after the larger of --runtime-request-timeout (2 minutes) and the grace period
 * (kubernetes v1.15.3 pkg/kubelet/dockershim/libdocker/kube_docker_client.go: getCustomTimeoutContext), and the pod worker tries again
 * after 10 s, up to half as long again (pkg/kubelet/pod_workers.go: wrapUp). It never stops trying.
 */
import { EVENT } from '../event-queue.ts';
import type { Agenda } from '../event-queue.ts';
import type { History } from '../history.ts';
import { STAGE, TRACE } from '../history.ts';
import type { Parameters } from '../parameters.ts';
import type { Random } from '../random.ts';
import type { Dockerd, StopClient } from './dockerd.ts';

/** Of an interval: how much shorter or longer a single one may be. */
const INTERVAL_JITTER = 0.1;

export class Kubelet implements StopClient {
  /** Called once, when every stop that was planned has been asked for, or needs not be. */
  onLastStop: (() => void) | undefined;
  private readonly agenda: Agenda;
  private readonly dockerd: Dockerd;
  private readonly history: History;
  private readonly parameters: Parameters;
  private readonly random: Random;
  /** How long a stop of a container that cannot die takes, as kubelet sees it. */
  private readonly answerMs: number;
  private readonly left: number[];

  constructor(
    agenda: Agenda,
    dockerd: Dockerd,
    history: History,
    parameters: Parameters,
    random: Random,
    answerMs: number,
  ) {
    this.agenda = agenda;
    this.dockerd = dockerd;
    this.history = history;
    this.parameters = parameters;
    this.random = random;
    this.answerMs = answerMs;
    this.left = [...parameters.stops];
  }

  /** Containers got stuck one after the other, such that the last stops of all are asked at about the same time. */
  start(): void {
    const spans = this.parameters.stops.map((stops, container) => stops * this.meanDistanceMs(container));
    const longest = spans.reduce((most, span) => Math.max(most, span), 0);
    for (const [container, span] of spans.entries()) {
      if ((this.left[container] ?? 0) === 0) continue;
      const lead = this.random.between(0, this.meanDistanceMs(container) / 2);
      this.agenda.after(longest - span + lead, EVENT.stopDue, container);
    }
  }

  /** Mean time from one stop of a container to the next. */
  private meanDistanceMs(container: number): number {
    const { pace, backOffMs, backOffJitter } = this.parameters;
    if (pace.kind === 'interval') return pace.meanMs[container] ?? 0;
    return this.answerMs + backOffMs * (1 + backOffJitter / 2);
  }

  stopDue(container: number): void {
    const left = this.left[container] ?? 0;
    if (left === 0) return;
    this.left[container] = left - 1;
    const stop = this.dockerd.stop(container);
    this.agenda.after(this.parameters.clientTimeoutMs, EVENT.clientTimeout, stop);
    if (this.parameters.pace.kind === 'interval' && left > 1) {
      const mean = this.meanDistanceMs(container);
      const delayMs = mean * this.random.between(1 - INTERVAL_JITTER, 1 + INTERVAL_JITTER);
      this.agenda.after(delayMs, EVENT.stopDue, container);
    }
    if (left === 1) this.tellIfLast();
  }

  clientTimeout(stop: number): void {
    if (this.history.stage.get(stop) === STAGE.ended) return;
    this.dockerd.clientGone(stop);
    this.history.tell(TRACE.gaveUp, stop, this.agenda.nowMs);
    this.retry(this.history.container.get(stop));
  }

  answered(stop: number, outcome: 'stopped' | 'failed'): void {
    const container = this.history.container.get(stop);
    if (outcome === 'failed') {
      this.history.tell(TRACE.refused, stop, this.agenda.nowMs);
      this.retry(container);
    } else if ((this.left[container] ?? 0) > 0) {
      this.left[container] = 0;
      this.tellIfLast();
    }
  }

  private retry(container: number): void {
    if (this.parameters.pace.kind !== 'kubelet') return;
    const { backOffMs, backOffJitter } = this.parameters;
    const delayMs = backOffMs * this.random.between(1, 1 + backOffJitter);
    this.agenda.after(delayMs, EVENT.stopDue, container);
  }

  private tellIfLast(): void {
    if (this.left.some((left) => left > 0)) return;
    this.onLastStop?.();
    this.onLastStop = undefined;
  }
}
