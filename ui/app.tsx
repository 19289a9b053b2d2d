import { useMemo } from 'preact/hooks';
import type { ReportData } from '../src/report/html/report-data.ts';
import { PageFrame } from './parts/page-frame.tsx';
import { Safe } from './parts/safe-text.tsx';
import { address } from './state.ts';
import { VIEWS } from './views.tsx';

interface AppProps {
  readonly data: ReportData;
  /** What stands in the address before the name of a view. */
  readonly base?: string;
}

/** The whole report: a line of tabs, and the view that the address names. */
export function App({ data, base = '' }: AppProps) {
  const views = useMemo(
    () =>
      VIEWS.map((view) => ({ view, figure: view.figure(data) })).filter(({ figure }) => figure !== undefined),
    [data],
  );
  const [wanted] = address.value.startsWith(base) ? address.value.slice(base.length).split('/') : [];
  const current = views.find(({ view }) => view.id === wanted) ?? views[0];
  if (current === undefined) return null;
  const { Body, id } = current.view;
  return (
    <PageFrame
      tabs={views.map(({ view, figure = '' }) => ({ id: view.id, title: view.title, figure }))}
      current={id}
      base={base}
      made={
        <>
          Made by deadwait {data.version} from{' '}
          <Safe text={data.diagnosis.host.hostname ?? 'a host without a name'} />.
        </>
      }
    >
      <Body data={data} />
    </PageFrame>
  );
}
