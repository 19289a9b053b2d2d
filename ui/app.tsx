import { useMemo } from 'preact/hooks';
import type { ReportData } from '../src/report/html/report-data.ts';
import { ThemeSwitch } from './parts/theme-switch.tsx';
import { Safe } from './parts/safe-text.tsx';
import { address } from './state.ts';
import { VIEWS } from './views.tsx';

/** The whole report: a line of tabs, and the view that the address names. */
export function App({ data }: { readonly data: ReportData }) {
  const views = useMemo(
    () =>
      VIEWS.map((view) => ({ view, figure: view.figure(data) })).filter(({ figure }) => figure !== undefined),
    [data],
  );
  const [wanted] = address.value.split('/');
  const current = views.find(({ view }) => view.id === wanted) ?? views[0];
  if (current === undefined) return null;
  const { Body, id, title } = current.view;
  return (
    <>
      <a class="skip" href="#view" onClick={focusView}>
        Skip to the report
      </a>
      <header class="top">
        <p class="brand">
          <Logo /> deadwait
        </p>
        <nav aria-label="Views">
          <ul>
            {views.map(({ view, figure }) => (
              <li key={view.id}>
                <a href={`#${view.id}`} aria-current={view.id === id ? 'page' : undefined}>
                  {view.title}
                  {figure !== '' && <span class="figure"> {figure}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <ThemeSwitch />
      </header>
      <main id="view" tabIndex={-1} aria-label={title} key={id}>
        <Body data={data} />
      </main>
      <footer class="foot">
        <p>
          Made by deadwait {data.version} from{' '}
          <Safe text={data.diagnosis.host.hostname ?? 'a host without a name'} />. This page carries all that
          it shows, and asks nothing of any network.
        </p>
      </footer>
    </>
  );
}

/** Two dots, and the way between them that is broken. */
function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 16" aria-hidden="true">
      <path d="M7 8H13.5M19 8H24" />
      <path class="cut" d="M14.5 12.5L16.5 3.5M17.5 12.5L19.5 3.5" />
      <circle cx="4" cy="8" r="3" />
      <circle class="hollow" cx="28" cy="8" r="2.75" />
    </svg>
  );
}

function focusView(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#view')?.focus();
}
