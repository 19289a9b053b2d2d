import type { BookEntry, BookRelation } from './diagnosis.ts';
import type { BookSide } from './statements/books.ts';

/** A cross-check before it is put into words. */
export interface StatedBook extends Pick<BookEntry, 'left' | 'right' | 'relation' | 'unit' | 'tolerance'> {
  readonly leftOf: BookSide;
  readonly rightOf: BookSide;
}

/** The comparison of two figures. `isBound`: the left one is all that there is, so it may be larger by any amount. */
export function compareFigures(
  figures: Omit<StatedBook, 'relation'> & { readonly isBound?: boolean },
): StatedBook {
  const { isBound = false, ...book } = figures;
  return { ...book, relation: relationOf(book.left, book.right, book.tolerance, isBound) };
}

function relationOf(left: number, right: number, tolerance: number, isBound: boolean): BookRelation {
  if (left === right) return 'equal';
  if (Math.abs(left - right) <= tolerance) return 'about';
  return isBound && left > right ? 'at-least' : 'unequal';
}
