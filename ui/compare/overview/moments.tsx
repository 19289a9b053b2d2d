import type { Comparison, Moment } from '../../../src/model/comparison.ts';
import { formatDuration, formatTime } from '../../../src/wording/figures.ts';
import { Safe } from '../../parts/safe-text.tsx';

/** The two looks side by side, and the time between them. */
export function Moments({ comparison: { before, after, seconds } }: { readonly comparison: Comparison }) {
  return (
    <div class="moments">
      <One word="before" moment={before} />
      <p class="between">
        <svg viewBox="0 0 48 12" aria-hidden="true">
          <path d="M0 6H44M39 1.5L44.5 6L39 10.5" />
        </svg>
        {seconds !== undefined && seconds > 0 && <span>{formatDuration(seconds)} later</span>}
      </p>
      <One word="after" moment={after} />
    </div>
  );
}

function One({ word, moment }: { readonly word: string; readonly moment: Moment }) {
  const { name, hostname, capturedAt, verdict, headline } = moment;
  return (
    <section class="panel moment">
      <h2>
        {word} <span class={`badge ${verdict}`}>{verdict}</span>
      </h2>
      <p class="says">
        <Safe text={headline} prose />
      </p>
      <ul class="facts">
        {hostname !== undefined && (
          <li>
            <Safe text={hostname} />
          </li>
        )}
        <li>{capturedAt === undefined ? 'time not known' : <Safe text={formatTime(capturedAt)} />}</li>
        <li>
          <Safe text={name} />
        </li>
      </ul>
    </section>
  );
}
