import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../../src/serve/api.ts';
import { Safe } from '../parts/safe-text.tsx';
import { ThemeSwitch } from '../parts/theme-switch.tsx';
import { ProblemNote } from './problem-note.tsx';
import { steps } from './progress.ts';
import { LIST } from './route.ts';
import { Bar, type Crumb } from './served-bar.tsx';

interface WaitingProps {
  /** `Examining kill-wait.tar.gz`. */
  readonly title: string;
  readonly names: readonly Crumb[];
  /** Hosts whose examination is waited for. */
  readonly ids: readonly string[];
  readonly problem: Problem | undefined;
  readonly onAgain: () => void;
}

/** What stands in place of a report until it is there: each step as it is done; or why it does not come. */
export function Waiting({ title, names, ids, problem, onAgain }: WaitingProps) {
  const lines = ids.flatMap((id) => steps.value.get(id) ?? []);
  const view = useRef<HTMLElement>(null);
  useEffect(() => {
    if (problem !== undefined) view.current?.focus();
  }, [problem]);
  return (
    <>
      <header class="top served">
        <Bar names={names} />
        <ThemeSwitch />
      </header>
      <main id="view" class="waiting" tabIndex={-1} ref={view} aria-busy={problem === undefined}>
        <h1>
          <Safe text={problem === undefined ? title : 'There is no report'} inline />
        </h1>
        {problem === undefined ? (
          <ol class="steps" aria-live="polite" aria-label="Steps">
            {lines.map((line, index) => (
              <li key={index} class={index === lines.length - 1 ? 'now' : undefined}>
                <Safe text={line} inline />
              </li>
            ))}
            {lines.length === 0 && <li class="now">asks the server …</li>}
          </ol>
        ) : (
          <div role="alert">
            <ProblemNote problem={problem} />
          </div>
        )}
        <p class="acts">
          {problem !== undefined && (
            <button type="button" class="main-act" onClick={onAgain}>
              Try again
            </button>
          )}
          <a class="quiet" href={LIST}>
            {problem === undefined ? 'Cancel' : 'Back to all hosts'}
          </a>
        </p>
      </main>
    </>
  );
}
