import { Hono } from 'hono';
import { guardAccess, type AccessOptions } from './access/access.ts';
import { answerRefusal, closedHeaders } from './answers.ts';
import { renderPage } from './page.ts';
import { Refused } from './refused.ts';
import { comparisonRoutes } from './routes/comparisons.ts';
import { dropRoute, type Bindings } from './routes/drop.ts';
import { hostRoutes } from './routes/hosts.ts';
import { reportRoutes } from './routes/reports.ts';
import type { Served } from './served.ts';

/** Every route, behind one guard. `onBug` is told of what should not happen. */
export function createApp(
  served: Served,
  access: AccessOptions,
  onBug: (error: Error) => void,
): Hono<{ Bindings: Bindings }> {
  const { html, policy } = renderPage(served.assets);
  return new Hono<{ Bindings: Bindings }>()
    .use(closedHeaders)
    .use(guardAccess(access))
    .get('/', (context) => {
      context.header('Content-Security-Policy', policy);
      return context.html(html);
    })
    .get('/favicon.ico', (context) => context.body(null, 204))
    .route('/api/hosts', hostRoutes(served))
    .route('/api/hosts', dropRoute(served))
    .route('/api/hosts', reportRoutes(served))
    .route('/api/comparisons', comparisonRoutes(served))
    .notFound((context) => answerRefusal(context, new Refused(404, 'There is nothing here.')))
    .onError((error, context) => {
      if (error instanceof Refused) return answerRefusal(context, error);
      onBug(error);
      return answerRefusal(context, new Refused(500, 'deadwait serve has failed on it; this is a bug.'));
    });
}
