/** What a plan says now that it did not say before, and the other way round. */
export interface PlanChanges {
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** The difference between the facts of two plans, each sorted. */
export function comparePlans(before: readonly string[], now: readonly string[]): PlanChanges {
  const [old, current] = [new Set(before), new Set(now)];
  return {
    gone: before.filter((fact) => !current.has(fact)),
    added: now.filter((fact) => !old.has(fact)),
  };
}
