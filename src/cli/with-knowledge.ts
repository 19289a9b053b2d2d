import { KnowledgeError } from '../host/package-knowledge.ts';
import { fault } from './faults.ts';

/** Runs what reads knowledge files; one that cannot be used is a fault. */
export async function withKnowledge<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    throw fault('knowledge-not-usable', { problem: error.message }, { cause: error });
  }
}
