import { Hono } from 'hono';
import { answerJson } from '../answers.ts';
import { comparisonJob } from '../examinations/comparison-job.ts';
import type { Served } from '../served.ts';

/** `GET /api/comparisons/:before/:after`. */
export function comparisonRoutes({ hosts, comparisons, scratch, settings }: Served): Hono {
  return new Hono().get('/:before/:after', async (context) => {
    const { before, after } = context.req.param();
    const job = comparisonJob(await hosts.find(before), await hosts.find(after), scratch, settings);
    return answerJson(context, await comparisons.result(job, context.req.query('again') === '1'));
  });
}
