import { redactFacts, redactSnapshot } from '../record/redact/redact-facts.ts';
import type { Examination } from '../investigate/investigate.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Call } from './command.ts';

/**
 * What a report is made of, without secrets: nothing that a host says gets into a report, a page or a plan but through here.
 * Conclusions are drawn before, from everything.
 */
export function examinationToShow<T extends Examination>({ options }: Call, examination: T): T {
  if (options.redact === false) return examination;
  const { snapshot, diagnosis } = examination;
  return { ...examination, snapshot: redactSnapshot(snapshot), diagnosis: redactFacts(diagnosis) };
}

/** The same of the facts of one step. */
export function snapshotToShow({ options }: Call, snapshot: Snapshot): Snapshot {
  return options.redact === false ? snapshot : redactSnapshot(snapshot);
}

/** The same of any plain data: a plan, a result. */
export function factsToShow<T>({ options }: Call, facts: T): T {
  return options.redact === false ? facts : redactFacts(facts);
}
