import type { Memory } from '../model/memory.ts';
import { findMemory } from '../model/memory.ts';
import type { Stage } from '../model/history.ts';
import { STAGE } from '../model/history.ts';
import type { Outcome } from '../model/simulate.ts';
import type { Scene, SceneContainer } from '../scene/scene.ts';
import { readStackSet } from './stacks.ts';
import type { StackSetTexts } from './stacks.ts';

/** All that the files of one case are written from. */
export interface Recording {
  readonly outcome: Outcome;
  readonly scene: Scene;
  readonly memory: Memory;
  readonly stacks: StackSetTexts;
  /** Containers that run, as dockerd sees it. */
  readonly running: readonly SceneContainer[];
  /** Stops by stage. */
  readonly inStage: ReadonlyMap<Stage, number>;
  /** Stops whose client still waits. */
  readonly watched: number;
  readonly goroutines: number;
  /** Descriptors of dockerd. */
  readonly descriptors: number;
  /** Options of the writing alone. */
  readonly cutDump: boolean;
}

/** Of dockerd itself, without containers and clients. */
export const OWN_DESCRIPTORS = { '18.09.2': 19, '20.10.24': 20 } as const;
/** buildkit sleeps so long before it looks for what can be deleted (util/throttle). */
const THROTTLE_MS = 60_000;

export function record(outcome: Outcome, scene: Scene, { cutDump = false } = {}): Recording {
  const { history, behaviour } = outcome;
  const inStage = new Map<Stage, number>();
  let watched = 0;
  for (let stop = 0; stop < history.stopCount; stop++) {
    const stage = stageOf(history.stage.get(stop));
    if (stage === STAGE.ended) continue;
    inStage.set(stage, (inStage.get(stage) ?? 0) + 1);
    if (history.clientGone.get(stop) === 0) watched++;
  }
  const stacks = readStackSet(behaviour.stackSet);
  const running = scene.containers.filter((container) => container.stuck?.exited !== true);
  const ownGoroutines =
    stacks.daemon.length - (outcome.parameters.exitEvents === 'lost' ? stacks.eventStreams : 0);
  const copying = running.reduce((sum, container) => sum + (hasStdout(container) ? 4 : 3), 0);
  const streams = running.reduce((sum, container) => sum + (hasStdout(container) ? 6 : 4), 0);
  const open = outcome.openStops;
  const base = {
    outcome,
    scene,
    memory: findMemory(outcome),
    stacks,
    running,
    inStage,
    watched,
    cutDump,
    descriptors: OWN_DESCRIPTORS[behaviour.stackSet] + streams + open,
  };
  const throttled = isThrottled(base) ? 1 : 0;
  return { ...base, goroutines: ownGoroutines + copying + throttled + 2 * open + watched };
}

export function isThrottled({ outcome, scene }: Pick<Recording, 'outcome' | 'scene'>): boolean {
  return outcome.capturedMs - (scene.containers.at(-1)?.startedMs ?? -Infinity) < THROTTLE_MS;
}

/** dockerd still copies its standard output. */
export function hasStdout(container: SceneContainer): boolean {
  return container.stuck?.fault.stdoutClosed !== true;
}

export function stageOf(value: number): Stage {
  for (const stage of Object.values(STAGE)) if (stage === value) return stage;
  return STAGE.ended;
}
