import type { CoverageRow } from '../../src/model/coverage.ts';
import { COVERAGE_TITLE, describeCoverage } from '../../src/report/diagnosis/coverage-lines.ts';
import { Safe } from '../parts/safe-text.tsx';

/** What the verdict rests on: what was seen of each daemon and of the host, and what was not. */
export function Coverage({
  rows,
  unlooked,
}: {
  readonly rows: readonly CoverageRow[];
  readonly unlooked: string | undefined;
}) {
  if (rows.length === 0) return null;
  return (
    <section class="plain">
      <h2>{COVERAGE_TITLE}</h2>
      <ul class="says">
        {describeCoverage(rows).map(({ complete, says }) => (
          <li key={says}>
            <span aria-label={complete ? 'seen' : 'not complete'}>{complete ? '✓' : '○'}</span>{' '}
            <Safe text={says} prose />
          </li>
        ))}
        {unlooked !== undefined && (
          <li>
            ○ <Safe text={unlooked} prose />.
          </li>
        )}
      </ul>
    </section>
  );
}
