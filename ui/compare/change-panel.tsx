import type { Change } from '../../src/model/comparison.ts';
import { formatChange, formatRate } from '../../src/wording/change.ts';
import { Safe } from '../parts/safe-text.tsx';
import { BeforeAfterBar } from './before-after-bar.tsx';
import { degreeOf, wordsOf } from './degree.ts';

interface ChangePanelProps {
  readonly name: string;
  readonly change: Change;
  readonly format: (size: number) => string;
}

/** What became of one box of the tree, in large figures. */
export function ChangePanel({ name, change, format }: ChangePanelProps) {
  const { before, after, perHour } = change;
  return (
    <section class="panel became" aria-label="What became of it">
      <h2>
        <Safe text={name} />
      </h2>
      <p class="large">{formatChange(change.change, format)}</p>
      <p class="chip-line">
        <span class={`chip degree-${degreeOf(change)}`}>{wordsOf(degreeOf(change))}</span>
        {perHour !== undefined && <span class="dim">{formatRate(perHour, format)} an hour</span>}
      </p>
      <BeforeAfterBar before={before} after={after} most={Math.max(before, after, 1)} />
      <dl>
        <div>
          <dt>before</dt>
          <dd>{format(before)}</dd>
        </div>
        <div>
          <dt>after</dt>
          <dd>{format(after)}</dd>
        </div>
      </dl>
    </section>
  );
}
