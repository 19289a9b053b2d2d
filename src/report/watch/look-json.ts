import { changeOf, type FigureChange } from './changes.ts';
import { FIGURES, type DaemonWatch, type Watched } from './watched.ts';

/** One look as one line of JSON, `deadwait/look/v1`; unknown values are absent. */
export function renderLookJson(watched: Watched): string {
  const { look, lookCount, firstAtMs, daemons, findings, departed } = watched;
  const { verdict, headline, host, books, gaps } = look.diagnosis;
  return `${JSON.stringify({
    schema: 'deadwait/look/v1',
    look: lookCount,
    at: timeOf(look.atMs),
    firstAt: timeOf(firstAtMs),
    verdict,
    headline,
    host,
    daemons: daemons.map((daemon) => daemonOf(daemon, look.atMs)),
    findings: findings.map(({ finding, firstAtMs: since, before }) => ({
      cause: finding.cause,
      title: finding.title,
      severity: finding.severity,
      confidence: finding.confidence,
      ...(finding.unverified === undefined ? {} : { unverified: finding.unverified }),
      firstAt: timeOf(since),
      counts: finding.counts,
      ...(before === undefined ? {} : { countsBefore: before }),
    })),
    departed: departed.map(({ what, id, atMs }) => ({ what, id, at: timeOf(atMs) })),
    silent: look.silent,
    booksAt: timeOf(look.booksAtMs),
    books: books.filter(({ balanced }) => !balanced),
    balancedBooks: books.filter(({ balanced }) => balanced).length,
    gaps,
  })}\n`;
}

function daemonOf({ daemon, figures, restartedAtMs }: DaemonWatch, atMs: number): object {
  const changes = FIGURES.flatMap((name): (readonly [string, FigureChange])[] => {
    const watch = figures[name];
    const change = watch === undefined ? {} : changeOf(watch, atMs);
    return Object.keys(change).length === 0 ? [] : [[name, change]];
  });
  return {
    ...daemon,
    ...(restartedAtMs === undefined ? {} : { restartedAt: timeOf(restartedAtMs) }),
    changes: Object.fromEntries(changes),
  };
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
