import { signal } from '@preact/signals';
import type { Problem, Refusal } from '../../src/serve/api.ts';

/** Whether the server answers; `locked` when it wants a token that this page does not have. */
export const connection = signal<'here' | 'away' | 'locked'>('here');

/** The server said no, or nothing at all. */
export class Refused extends Error {
  readonly problem: Problem;
  /** It did not answer; to be asked again when it does. */
  readonly isAway: boolean;
  constructor(problem: Problem, isAway = false) {
    super(problem.says);
    this.problem = problem;
    this.isAway = isAway;
  }
}

export const AWAY = new Refused(
  {
    says: 'The server does not answer.',
    hint: 'Is deadwait serve still running? It is asked again every few seconds.',
  },
  true,
);

/** Asks the server. Throws Refused in its own words, and what the signal throws when it is aborted. */
export async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    connection.value = 'away';
    throw AWAY;
  }
  connection.value = response.status === 401 ? 'locked' : 'here';
  if (!response.ok) throw new Refused(readRefusal(await response.text(), response.status));
  return response;
}

/** The same for an answer of one schema, such as `deadwait/hosts/v1`. */
export async function askFor<T extends { readonly schema: string }>(
  schema: T['schema'],
  path: string,
  options: RequestInit = {},
): Promise<T> {
  const response = await ask(path, options);
  let answer: unknown;
  try {
    answer = await response.json();
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    connection.value = 'away';
    throw AWAY;
  }
  if (isOf<T>(schema, answer)) return answer;
  throw new Refused({
    says: 'The server speaks another version than this page.',
    hint: 'Load the page again: the server was replaced while it was open.',
  });
}

/** The problem that the body of a refusal tells; by its status where it tells none. */
export function readRefusal(body: string, status: number): Problem {
  try {
    const { problem } = JSON.parse(body) as Partial<Refusal>;
    if (typeof problem?.says === 'string') return problem;
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  return { says: `The server refused with status ${status}.` };
}

export function problemOf(error: unknown): Problem {
  return error instanceof Refused ? error.problem : { says: String(error) };
}

function isOf<T extends { readonly schema: string }>(schema: T['schema'], answer: unknown): answer is T {
  return typeof answer === 'object' && answer !== null && 'schema' in answer && answer.schema === schema;
}
