import type { HostEntry } from '../../src/serve/api.ts';
import { formatTime } from '../../src/wording/figures.ts';
import { counted } from '../../src/wording/phrases.ts';
import { Safe } from '../parts/safe-text.tsx';
import { examineInList } from './examine.ts';
import { Says } from './host-row.tsx';
import { ProblemNote } from './problem-note.tsx';
import { hostAddress } from './route.ts';
import { VerdictMark } from './verdict-mark.tsx';

/** The machine that serves the page: examined when it is told to, and as often. */
export function ThisHost({ host }: { readonly host: HostEntry }) {
  const { id, name, state, examined, problem } = host;
  return (
    <section class="this-host panel" aria-labelledby="this-host">
      <div class="about">
        <p class="eyebrow">This host</p>
        <h2 id="this-host">
          {examined === undefined ? (
            <Safe text={name} inline />
          ) : (
            <a href={hostAddress(id)}>
              <Safe text={name} inline />
            </a>
          )}
        </h2>
        <VerdictMark host={host} />
        <Says host={host} />
        {state === 'failed' && problem !== undefined && <ProblemNote problem={problem} />}
        {state === 'new' && (
          <p class="headline">
            It is only looked at, never changed: about a second, and no restart of anything.
          </p>
        )}
        {examined !== undefined && state === 'examined' && (
          <p class="note">
            {examined.capturedAt !== undefined && (
              <>
                examined <Safe text={formatTime(examined.capturedAt)} /> ·{' '}
              </>
            )}
            {counted(examined.findings, 'finding')}
          </p>
        )}
      </div>
      <div class="acts">
        {examined !== undefined && (
          <a class="main-act" href={hostAddress(id)}>
            Open the report
          </a>
        )}
        <button
          type="button"
          class={examined === undefined ? 'main-act' : 'quiet'}
          disabled={state === 'examining'}
          onClick={() => void examineInList(id, name).catch(() => {})}
        >
          {examined === undefined ? 'Examine now' : 'Examine again'}
        </button>
      </div>
    </section>
  );
}
