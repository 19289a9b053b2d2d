import type { BookEntry } from '../../src/model/diagnosis.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';

/** What independent sources count of the same, held against each other. */
export function Books({ books }: { readonly books: readonly BookEntry[] }) {
  if (books.length === 0) return null;
  const most = Math.max(...books.map(({ left, right }) => Math.max(left, right)), 1);
  const wrong = books.filter(({ balanced }) => !balanced).length;
  return (
    <section class="books">
      <h2>The books</h2>
      <p class="lead">
        {wrong === 0
          ? 'Independent sources are held against each other. Every row balances.'
          : `${formatCount(wrong)} of ${formatCount(books.length)} rows do not balance.`}
      </p>
      <ul>
        {books.map((entry, index) => (
          <Entry key={index} entry={entry} most={most} />
        ))}
      </ul>
    </section>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  '=': 'equals',
  '≈': 'is about',
  '≥': 'is at least',
};

function Entry({
  entry: { says, left, right, balanced },
  most,
}: {
  readonly entry: BookEntry;
  readonly most: number;
}) {
  const at = says.search(/ [=≈≥] /);
  const sign = balanced ? (says[at + 1] ?? '=') : '≠';
  const [of, other] = at < 0 ? [says, ''] : [says.slice(0, at), says.slice(at + 3)];
  return (
    <li class={balanced ? 'balanced' : 'unbalanced'}>
      <p class="side left">
        <b>{formatCount(left)}</b> <Safe text={of} />
      </p>
      <p class="sign">
        <span aria-hidden="true">{sign}</span>
        <span class="off-screen">
          {balanced ? WORDS[sign] : `does not equal: ${formatCount(Math.abs(left - right))} apart`}
        </span>
      </p>
      <p class="side right">
        <b>{formatCount(right)}</b> <Safe text={other} />
        {!balanced && left !== right && <em> ({formatCount(Math.abs(left - right))} apart)</em>}
      </p>
      <span class="beam left" aria-hidden="true">
        <span style={{ width: width(left, most) }} />
      </span>
      <span class="beam right" aria-hidden="true">
        <span style={{ width: width(right, most) }} />
      </span>
    </li>
  );
}

function width(count: number, most: number): string {
  return `${Math.max((count / most) * 100, count > 0 ? 0.6 : 0)}%`;
}
