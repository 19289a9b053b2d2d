import { useEffect } from 'preact/hooks';
import { App } from '../app.tsx';
import { ServedBar } from '../parts/page-frame.tsx';
import { enterReport } from './arrival.ts';
import { examine } from './examine.ts';
import { findHost } from './hosts.ts';
import { ProblemNote } from './problem-note.tsx';
import { steps } from './progress.ts';
import { hostBase } from './route.ts';
import { Safe } from '../parts/safe-text.tsx';
import { Bar } from './served-bar.tsx';
import { useAnswer } from './use-answer.ts';
import { Waiting } from './waiting.tsx';

/** The report of one host, examined when it was not yet. */
export function HostPage({ id }: { readonly id: string }) {
  const { data, problem, isPending, again } = useAnswer((signal, isAgain) =>
    examine(id, { isAgain, signal }),
  );
  useEffect(enterReport, [data === undefined]);
  const host = findHost(id);
  const name = host?.name ?? data?.diagnosis.host.hostname ?? 'a host';
  if (data === undefined)
    return (
      <Waiting
        title={`Examining ${name}`}
        names={[{ name }]}
        ids={[id]}
        problem={isPending ? undefined : problem}
        onAgain={again}
      />
    );
  const bar = (
    <Bar names={[{ name }]}>
      {host?.kind === 'live' && (
        <button type="button" class="quiet" disabled={isPending} onClick={again}>
          {isPending ? 'Examining …' : 'Examine again'}
        </button>
      )}
      <a class="quiet" href={`#/compare/${id}`}>
        Compare with …
      </a>
      <a class="quiet" href={`/api/hosts/${id}/report.html`} download="">
        Download report
      </a>
      {isPending && (
        <p class="bar-note" role="status">
          <Safe text={steps.value.get(id)?.at(-1) ?? 'Examining …'} inline />
        </p>
      )}
      {problem !== undefined && !isPending && (
        <div class="bar-note" role="alert">
          <ProblemNote problem={problem} />
        </div>
      )}
    </Bar>
  );
  return (
    <ServedBar.Provider value={bar}>
      <App data={data} base={hostBase(id)} />
    </ServedBar.Provider>
  );
}
