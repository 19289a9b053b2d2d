import { HostError } from '../host/host.ts';
import type { ActionOutcome, PlannedAction } from '../model/release.ts';

/** Runs what an action does; a HostError becomes an outcome that tells it. */
export async function outcomeOf(action: PlannedAction, work: () => Promise<string>): Promise<ActionOutcome> {
  try {
    return { id: action.id, done: true, says: await work() };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { id: action.id, done: false, says: error.message };
  }
}

/** An action that was left, because its target is no longer what was planned. */
export function leftAlone(action: PlannedAction, why: string): ActionOutcome {
  return { id: action.id, done: false, says: `Not done: ${why}.` };
}
