import type { ReportData } from '../src/report/page/report-data.ts';
import { Safe } from './parts/safe-text.tsx';
import { TabbedViews } from './parts/tabbed-views.tsx';
import { VIEWS } from './views.tsx';

interface AppProps {
  readonly data: ReportData;
  /** What stands in the address before the name of a view. */
  readonly base?: string;
}

/** The whole report. */
export function App({ data, base = '' }: AppProps) {
  const made = (
    <>
      Made by deadwait {data.version} from{' '}
      <Safe text={data.diagnosis.host.hostname ?? 'a host without a name'} />.
    </>
  );
  return <TabbedViews views={VIEWS} data={data} base={base} made={made} />;
}
