import type { FindingRemedy } from '../model/diagnosis.ts';
import type { BlockedTask } from '../model/task.ts';

/** One cure for what blocks a task. For now it advises; the same file will plan, apply and verify it. */
export interface Remedy {
  readonly id: string;
  /** Safest first: remedies are shown in ascending order. */
  readonly order: number;
  /** Advice for the tasks that it fits, one for each object that it would act on; empty when it fits none. */
  advise(tasks: readonly BlockedTask[]): readonly FindingRemedy[];
}
