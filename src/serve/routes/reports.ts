import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { renderHtml } from '../../report/page/render-html.ts';
import type { ReportData } from '../../report/page/report-data.ts';
import { answerDownload, answerJson } from '../answers.ts';
import { hostJob } from '../examinations/host-job.ts';
import { streamSteps } from '../progress.ts';
import type { Served } from '../served.ts';

/** `GET /api/hosts/:id/report`, `/report.html`, `/progress`. */
export function reportRoutes({ hosts, examinations, settings, assets }: Served): Hono {
  return new Hono()
    .get('/:id/report', async (context) => {
      const job = hostJob(await hosts.find(context.req.param('id')), settings);
      return answerJson(context, await examinations.result(job, context.req.query('again') === '1'));
    })
    .get('/:id/report.html', async (context) => {
      const host = await hosts.find(context.req.param('id'));
      const result = await examinations.result(hostJob(host, settings), false);
      const data = JSON.parse(Buffer.from(await result.plain()).toString('utf8')) as ReportData;
      return answerDownload(context, host.name, renderHtml(data, assets));
    })
    .get('/:id/progress', async (context) => {
      const { id } = await hosts.find(context.req.param('id'));
      return streamSSE(context, (stream) =>
        streamSteps(stream, (patienceMs, listener) => examinations.follow(id, patienceMs, listener)),
      );
    });
}
