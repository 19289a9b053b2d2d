import { HostError } from '../system/host-error.ts';
import type { ActionOutcome, PlannedAction } from '../model/release.ts';

/** Runs what an action does, and tells what `work` says; a HostError becomes an outcome that is not done and tells it. */
export async function outcomeOf(action: PlannedAction, work: () => Promise<string>): Promise<ActionOutcome> {
  try {
    return { id: action.id, done: true, says: await work() };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { id: action.id, done: false, says: error.message };
  }
}

/** Thrown when the last look shows that a target is no longer what was planned. */
export function notAsPlanned(path: string, why: string): HostError {
  return new HostError(path, 'absent', `Not done: ${why}.`);
}

/** The outcome of an action that was not even tried. */
export function leftAlone(action: PlannedAction, why: string): ActionOutcome {
  return { id: action.id, done: false, says: `Not done: ${why}.` };
}
