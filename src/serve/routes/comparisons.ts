import { Hono } from 'hono';
import type { ComparisonReport } from '../../report/page/comparison-data.ts';
import { renderHtml } from '../../report/page/render-html.ts';
import { answerDownload, answerJson } from '../answers.ts';
import { comparisonJob } from '../examinations/comparison-job.ts';
import type { PackedResult } from '../examinations/kept-results.ts';
import type { ServedHost } from '../hosts/served-host.ts';
import type { Served } from '../served.ts';

/** `GET /api/comparisons/:before/:after`, `/report.html`. */
export function comparisonRoutes({ hosts, comparisons, scratch, settings, assets }: Served): Hono {
  const compare = (before: ServedHost, after: ServedHost, again = false): Promise<PackedResult> =>
    comparisons.result(comparisonJob(before, after, scratch, settings), again);
  return new Hono()
    .get('/:before/:after', async (context) => {
      const { before, after } = context.req.param();
      const again = context.req.query('again') === '1';
      return answerJson(context, await compare(await hosts.find(before), await hosts.find(after), again));
    })
    .get('/:before/:after/report.html', async (context) => {
      const before = await hosts.find(context.req.param('before'));
      const after = await hosts.find(context.req.param('after'));
      const result = await compare(before, after);
      const data = JSON.parse(Buffer.from(await result.plain()).toString('utf8')) as ComparisonReport;
      return answerDownload(context, `${before.name}-${after.name}`, renderHtml(data, assets));
    });
}
