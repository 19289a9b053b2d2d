import type { BookEntry } from '../../src/model/diagnosis.ts';
import { bookWords } from '../../src/report/diagnosis/book-line.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';

/** What independent sources count of the same, held against each other. */
export function Books({ books }: { readonly books: readonly BookEntry[] }) {
  if (books.length === 0) return null;
  // Bytes and counts have no scale in common.
  const mostOf = (wanted: BookEntry['unit']): number =>
    Math.max(...books.flatMap(({ left, right, unit }) => (unit === wanted ? [left, right] : [])), 1);
  const most = { count: mostOf('count'), bytes: mostOf('bytes') };
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
          <Entry key={index} entry={entry} most={most[entry.unit]} />
        ))}
      </ul>
    </section>
  );
}

const WORDS: Readonly<Record<BookEntry['relation'], string>> = {
  equal: 'equals',
  about: 'is about',
  'at-least': 'is at least',
  unequal: 'does not equal',
};

function Entry({ entry, most }: { readonly entry: BookEntry; readonly most: number }) {
  const { left, right, leftOf, rightOf, relation, balanced } = entry;
  const { sign, note, ...figures } = bookWords(entry);
  return (
    <li class={balanced ? 'balanced' : 'unbalanced'}>
      <p class="side left">
        <b>{figures.left}</b> <Safe text={leftOf} />
      </p>
      <p class="sign">
        <span aria-hidden="true">{sign}</span>
        <span class="off-screen">{WORDS[relation]}</span>
      </p>
      <p class="side right">
        <b>{figures.right}</b> <Safe text={rightOf} />
        {note !== undefined && <em> ({note})</em>}
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
