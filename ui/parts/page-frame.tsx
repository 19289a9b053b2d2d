import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { ThemeSwitch } from './theme-switch.tsx';

/** What a page that a server shows has over one from a file: whose it is, the way back, and what can be done with it. */
export const ServedBar = createContext<ComponentChildren>(undefined);

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly figure: string;
}

interface PageFrameProps {
  readonly tabs: readonly Tab[];
  /** Id of the tab that is shown. */
  readonly current: string;
  /** Stands before the id of each tab in the address: nothing in a file, `/hosts/ID/` where a server shows the page. */
  readonly base: string;
  /** Who made the page, and of what. */
  readonly made: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What stands around every view: the tabs above it, and below it who made the page. */
export function PageFrame({ tabs, current, base, made, children }: PageFrameProps) {
  const bar = useContext(ServedBar);
  return (
    <>
      <a class="skip" href="#view" onClick={focusView}>
        Skip to the report
      </a>
      <header class={bar === undefined ? 'top' : 'top served'}>
        {bar ?? <Brand />}
        <nav aria-label="Views">
          <ul>
            {tabs.map(({ id, title, figure }) => (
              <li key={id}>
                <a href={`#${base}${id}`} aria-current={id === current ? 'page' : undefined}>
                  {title}
                  {figure !== '' && <span class="figure"> {figure}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <ThemeSwitch />
      </header>
      <main id="view" tabIndex={-1} aria-label={tabs.find(({ id }) => id === current)?.title} key={current}>
        {children}
      </main>
      <footer class="foot">
        <p>
          {made}{' '}
          {bar === undefined
            ? 'This page carries all that it shows, and asks nothing of any network.'
            : 'It is asked of the deadwait that serves this page, and of nobody else; a report that you download carries all that it shows.'}
        </p>
      </footer>
    </>
  );
}

export function Brand() {
  return (
    <p class="brand">
      <Logo /> deadwait
    </p>
  );
}

/** Two dots, and the way between them that is broken. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 16" aria-hidden="true">
      <path d="M7 8H13.5M19 8H24" />
      <path class="cut" d="M14.5 12.5L16.5 3.5M17.5 12.5L19.5 3.5" />
      <circle cx="4" cy="8" r="3" />
      <circle class="hollow" cx="28" cy="8" r="2.75" />
    </svg>
  );
}

/** Puts the focus on the view, past all that is around it. */
export function focusView(event?: Event): void {
  event?.preventDefault();
  document.querySelector<HTMLElement>('#view')?.focus();
}
