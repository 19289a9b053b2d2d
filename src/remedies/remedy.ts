import type { Host } from '../host/host.ts';
import type { Machine } from '../host/machine.ts';
import type { FindingRemedy } from '../model/diagnosis.ts';
import type { ActionOutcome, PlannedAction, PlannedContainer } from '../model/release.ts';
import type { BlockedTask } from '../model/task.ts';
import type { PlanSurroundings } from './plan/surroundings.ts';

/** One cure for what blocks a task. It advises, and where target and effect are certain it can also be planned and applied. */
export interface Remedy {
  readonly id: string;
  /** Safest first: remedies are shown, and done, in ascending order. */
  readonly order: number;
  /** Advice for the tasks that it fits, one for each object that it would act on; empty when it fits none. */
  advise(tasks: readonly BlockedTask[]): readonly FindingRemedy[];
  /** How deadwait does it itself. */
  readonly action?: RemedyAction;
}

/** A cure that deadwait can carry out. */
export interface RemedyAction {
  /** `disturbs`: other users of the object get errors, so the plan holds only for those that were shown; `frees`: they go on. */
  readonly effectOnUsers: 'disturbs' | 'frees';
  /** One action for each object that these tasks wait for, and that is certain. Reads, changes nothing. */
  plan(tasks: readonly BlockedTask[], around: PlanSurroundings): Promise<readonly PlannedAction[]>;
  /** Actions on the containers themselves, for those that are still to be told to die. */
  planForContainers?(containers: readonly PlannedContainer[]): readonly PlannedAction[];
  /**
   * Looks at the target once more, does it only if that is as planned, and looks at the object afterwards: `says` tells what was
   * seen. Whether the tasks came free is seen by verifying the whole plan. Never rejects for what the host does.
   */
  apply(
    action: PlannedAction,
    on: { readonly host: Host; readonly machine: Machine },
  ): Promise<ActionOutcome>;
}
