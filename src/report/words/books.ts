import { BOOK_SIGNS, type BookEntry } from '../../model/diagnosis.ts';
import type { StatedBook } from '../../model/book-entry.ts';
import type { BookSide } from '../../model/statements/books.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { sayOccurrence } from './occurrence.ts';

/** A cross-check in words. */
export function wordBook({ leftOf, rightOf, relation, ...entry }: StatedBook): BookEntry {
  const sides = { leftOf: saySide(leftOf), rightOf: saySide(rightOf) };
  return {
    says: `${sides.leftOf} ${BOOK_SIGNS[relation]} ${sides.rightOf}`,
    left: entry.left,
    leftOf: sides.leftOf,
    relation,
    right: entry.right,
    rightOf: sides.rightOf,
    unit: entry.unit,
    tolerance: entry.tolerance,
    balanced: relation !== 'unequal',
  };
}

type Say = { readonly [Of in BookSide['of']]: (side: Extract<BookSide, { readonly of: Of }>) => string };

const SIDES: Say = {
  goroutines: ({ daemon }) => `goroutines of ${daemon}`,
  fds: ({ daemon }) => `file descriptors of ${daemon}`,
  accounted: sayAccounted,
  occurrences: ({ occurrence, daemon }) =>
    `${sayOccurrence(occurrence)}s that wait in ${daemon ?? 'the daemon'}`,
  unanswered: () => 'without an answer in the logs',
  disconnected: ({ daemon }) => `disconnected clients of ${daemon}`,
  'exit-waits': () => "goroutines that wait for a container's exit",
  'kept-connections': () => 'connections that the causes found keep open',
  waits: () => 'goroutines that wait',
  'logged-stops': () => 'stop requests in the log of dockerd',
  'failed-stops': () => 'stop requests that kubelet gave up',
  logged: () => 'in the logs',
  'goroutines-in': ({ functions }) => `goroutines in ${listed(functions)}`,
  'container-stops': ({ container }) => `stop requests for ${nameOf(container)} in the dump`,
  'heap-buffers': ({ daemon }) => `of bufio in the heap of ${daemon} (sampled)`,
  'wanted-buffers': ({ connections, bytesEach }) =>
    `for ${counted(connections, 'connection')}, ${formatBytes(bytesEach)} each`,
};

function saySide(side: BookSide): string {
  const say = SIDES[side.of] as (one: BookSide) => string;
  return say(side);
}

function sayAccounted(side: Extract<BookSide, { readonly of: 'accounted' }>): string {
  const causes = side.causes.map(({ cause, count }) => `${formatCount(count)} by ${cause}`);
  const explained =
    causes.length > 0 || side.explained === 0
      ? causes
      : [`${formatCount(side.explained)} by the causes found`];
  const parts = listed([...explained, `${formatCount(side.ordinary)} as ordinary work`]);
  return `accounted for: ${parts}; ${formatCount(side.unexplained)} unexplained`;
}
