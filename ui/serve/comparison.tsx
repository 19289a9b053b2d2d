import { useEffect } from 'preact/hooks';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import { ComparisonPage } from '../compare/comparison-page.tsx';
import { ServedBar } from '../parts/page-frame.tsx';
import { enterReport } from './arrival.ts';
import { askFor } from './ask.ts';
import { findHost, refreshHosts } from './hosts.ts';
import { followProgress } from './progress.ts';
import { comparisonBase, hostAddress } from './route.ts';
import { Bar } from './served-bar.tsx';
import { useAnswer } from './use-answer.ts';
import { Waiting } from './waiting.tsx';

interface ComparisonProps {
  readonly before: string;
  readonly after: string;
}

/** Two hosts held against each other, each examined first when it was not yet. */
export function Comparison({ before, after }: ComparisonProps) {
  const { data, problem, isPending, again } = useAnswer((signal) => compare(before, after, signal));
  useEffect(enterReport, [data === undefined]);
  const names = [before, after].map((id) => ({
    name: findHost(id)?.name ?? 'a host',
    href: hostAddress(id),
  }));
  if (data === undefined)
    return (
      <Waiting
        title={`Comparing ${names.map(({ name }) => name).join(' with ')}`}
        names={names}
        ids={[before, after]}
        problem={isPending ? undefined : problem}
        onAgain={again}
      />
    );
  const bar = (
    <Bar names={names}>
      <a class="quiet" href={`#/compare/${before}`}>
        Compare with …
      </a>
      <a class="quiet" href={`/api/comparisons/${before}/${after}/report.html`} download="">
        Download comparison
      </a>
    </Bar>
  );
  return (
    <ServedBar.Provider value={bar}>
      <ComparisonPage data={data} base={comparisonBase(before, after)} />
    </ServedBar.Provider>
  );
}

async function compare(before: string, after: string, signal: AbortSignal): Promise<ComparisonReport> {
  const stops = [before, after].map((id) => followProgress(id));
  try {
    return await askFor<ComparisonReport>(
      'deadwait/comparison-report/v1',
      `/api/comparisons/${before}/${after}`,
      { signal },
    );
  } finally {
    for (const stop of stops) stop();
    void refreshHosts();
  }
}
