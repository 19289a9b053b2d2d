import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem, Refusal } from './api.ts';

/** A request that gets no result, and why: one sentence for people, and what they can do. */
export class Refused extends Error {
  readonly status: ContentfulStatusCode;
  readonly problem: Problem;

  constructor(status: ContentfulStatusCode, says: string, hint?: string, options?: ErrorOptions) {
    super(says, options);
    this.name = 'Refused';
    this.status = status;
    this.problem = { says, ...(hint === undefined ? {} : { hint }) };
  }

  body(): Refusal {
    return { problem: this.problem };
  }
}
