import type { Behaviour } from './behaviour.ts';
import { findBehaviour, longestStopMs } from './behaviour.ts';
import { Containerd } from './actors/containerd.ts';
import { Dockerd } from './actors/dockerd.ts';
import { Kubelet } from './actors/kubelet.ts';
import { Shim } from './actors/shim.ts';
import { Task } from './actors/task.ts';
import { EVENT, EventQueue } from './event-queue.ts';
import { History } from './history.ts';
import type { Parameters } from './parameters.ts';
import { Random } from './random.ts';

/** From the last change to the capture. */
const REST_MS = 25_000;

/** What came of it, at the time of the capture. */
export interface Outcome {
  readonly parameters: Parameters;
  readonly behaviour: Behaviour;
  readonly history: History;
  /** The tasks of the containers that were stopped, by container. */
  readonly tasks: readonly Pick<Task, 'state' | 'sigkillPending'>[];
  /** Whether dockerd has heard of the end of each. */
  readonly exitKnown: readonly boolean[];
  /** Stops that hold goroutines and a socket at the capture, and the most at once before. */
  readonly openStops: number;
  readonly mostOpenStops: number;
  /** Goroutines of stops at the busiest moment. */
  readonly mostGoroutines: number;
  /** Stops that were answered while somebody listened, or not. */
  readonly endedStops: number;
  /** Since the first event. */
  readonly capturedMs: number;
}

/** Lives through one incident, from the first stop to the capture. The same parameters give the same outcome. */
export function simulate(parameters: Parameters): Outcome {
  const behaviour = findBehaviour(parameters.daemonVersion);
  if (behaviour === undefined) throw new RangeError(`${parameters.daemonVersion} is no version`);
  const queue = new EventQueue();
  const total = parameters.stops.reduce((sum, stops) => sum + stops, 0);
  const history = new History(total);
  const tasks = parameters.stops.map((_, container) => new Task(queue, container));
  const shims = tasks.map((task) => new Shim(task));
  const containerd = new Containerd(queue, shims, parameters.exitEvents);
  const dockerd = new Dockerd(queue, history, containerd, behaviour, parameters);
  const { clientTimeoutMs, graceSeconds, release } = parameters;
  const stopMs = longestStopMs(behaviour.bounded, graceSeconds);
  const answerMs =
    behaviour.bounded && graceSeconds >= 0 ? Math.min(stopMs, clientTimeoutMs) : clientTimeoutMs;
  const kubelet = new Kubelet(queue, dockerd, history, parameters, new Random(parameters.seed), answerMs);
  dockerd.client = kubelet;

  const longest = Math.max(stopMs, clientTimeoutMs);
  const releaseAll = (delayMs: number): void =>
    tasks.forEach((_, container) => queue.after(delayMs, EVENT.taskReleased, container));
  kubelet.onLastStop = () => {
    if (release.when === 'at-the-end') releaseAll(longest + 1000);
    const rest = release.when === 'at-the-end' ? 2 * REST_MS : REST_MS;
    queue.after(parameters.settleMs ?? longest + rest, EVENT.capture, 0);
  };
  if (release.when === 'after') releaseAll(release.ms);
  kubelet.start();
  if (total === 0) queue.after(REST_MS, EVENT.capture, 0);

  const exitKnown = tasks.map(() => false);
  for (let event = queue.next(); event !== undefined; event = queue.next()) {
    const { kind, subject } = event;
    if (kind === EVENT.capture) break;
    switch (kind) {
      case EVENT.stopDue:
        kubelet.stopDue(subject);
        break;
      case EVENT.graceOver:
        dockerd.graceOver(subject);
        break;
      case EVENT.killWaitOver:
        dockerd.killWaitOver(subject);
        break;
      case EVENT.directKillWaitOver:
        dockerd.directKillWaitOver(subject);
        break;
      case EVENT.lastChanceOver:
        dockerd.lastChanceOver(subject);
        break;
      case EVENT.clientTimeout:
        kubelet.clientTimeout(subject);
        break;
      case EVENT.taskReleased:
        tasks[subject]?.release();
        break;
      case EVENT.taskReaped:
        containerd.publishExit(subject);
        break;
      case EVENT.exitDelivered:
        exitKnown[subject] = true;
        dockerd.taskExited(subject);
        break;
    }
  }
  const { openStops, mostOpenStops, mostGoroutines } = dockerd;
  const endedStops = history.stopCount - openStops;
  const capturedMs = queue.nowMs;
  return {
    parameters,
    behaviour,
    history,
    tasks,
    exitKnown,
    openStops,
    mostOpenStops,
    mostGoroutines,
    endedStops,
    capturedMs,
  };
}
