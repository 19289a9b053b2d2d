import type { FindingRemedy } from '../../model/diagnosis.ts';
import type { BlockedTask } from '../../model/task.ts';
import { remedies } from '../../remedies/index.ts';

/** What would free these tasks, safest first: the advice of every remedy that knows their backends. */
export function adviseForBackends(tasks: readonly BlockedTask[]): readonly FindingRemedy[] {
  return [...remedies].sort((a, b) => a.order - b.order).flatMap((remedy) => remedy.advise(tasks));
}
