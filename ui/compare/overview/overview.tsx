import type { ComparisonReport } from '../../../src/report/page/comparison-data.ts';
import { Safe } from '../../parts/safe-text.tsx';
import { ContainerChanges } from './container-changes.tsx';
import { Figures } from './figures.tsx';
import { FindingCards } from './finding-cards.tsx';
import { Moments } from './moments.tsx';

/** What became of it all, which two, with what care, the figures, the findings, the containers. */
export function Overview({ data: { comparison } }: { readonly data: ComparisonReport }) {
  const { grew, headline, cautions, gaps } = comparison;
  return (
    <div class="overview">
      <div class="verdict">
        <p class={`badge ${grew ? 'leak' : 'healthy'}`}>{grew ? 'grew' : 'did not grow'}</p>
        <h1 class="long">
          <Safe text={`${headline.slice(0, 1).toUpperCase()}${headline.slice(1)}`} prose />
        </h1>
      </div>
      <Moments comparison={comparison} />
      {cautions.length > 0 && (
        <ul class="cautions" aria-label="To be compared with care">
          {cautions.map(({ about, says }, index) => (
            <li key={index}>
              <span class="chip warning">{about}</span>
              <p>
                <Safe text={says} prose />
              </p>
            </li>
          ))}
        </ul>
      )}
      <Figures comparison={comparison} />
      <FindingCards findings={comparison.findings} />
      <ContainerChanges containers={comparison.containers} omitted={comparison.omitted.containers} />
      {gaps.length > 0 && (
        <section>
          <h2>Not known</h2>
          <ul class="not-known">
            {gaps.map(({ moment, source, reason, detail }, index) => (
              <li key={index}>
                <span class="chip">{moment}</span>{' '}
                <code>
                  <Safe text={source} />
                </code>{' '}
                <span class="dim">{reason}</span> <Safe text={detail} prose />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
