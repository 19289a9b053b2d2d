import type { FindingChange } from '../../../src/model/comparison.ts';
import type { Counts } from '../../../src/model/diagnosis.ts';
import { describeCounts } from '../../../src/report/diagnosis/growth.ts';
import { Safe } from '../../parts/safe-text.tsx';

const TONES: Readonly<Record<FindingChange['became'], string>> = {
  new: 'critical',
  grew: 'critical',
  shrank: 'good',
  gone: 'good',
};

/** What was found in one of the two alone, and what holds more or less than before. */
export function FindingCards({ findings }: { readonly findings: readonly FindingChange[] }) {
  return (
    <section>
      <h2>What was found</h2>
      {findings.length === 0 && <p class="note">The same was found before and after.</p>}
      <ul class="finding-cards">
        {findings.map(({ cause, title, became, severity, before, after }) => (
          <li key={cause} class="panel">
            <p class="chip-line">
              <span class={`chip ${severity === 'info' ? '' : TONES[became]}`}>{became}</span>
              <span class="dim">{severity}</span>
            </p>
            <h3>
              <Safe text={title} prose />
            </h3>
            <p class="cause">
              <code>
                <Safe text={cause} />
              </code>
            </p>
            <dl>
              <Held word="held" counts={before} />
              <Held word="holds" counts={after} />
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Held({ word, counts }: { readonly word: string; readonly counts: Counts | undefined }) {
  const says = counts === undefined ? '' : describeCounts(counts);
  if (says === '') return null;
  return (
    <div>
      <dt>{word}</dt>
      <dd>{says}</dd>
    </div>
  );
}
