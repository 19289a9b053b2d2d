import type { Cause } from '../../model/cause.ts';

/** The causes that are no fault and only look like one, by id. */
export function faultlessCauses(causes: readonly Cause[]): ReadonlySet<string> {
  return new Set(causes.filter(({ kind }) => kind === 'lookalike').map(({ id }) => id));
}
