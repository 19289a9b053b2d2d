import { BOOK_SIGNS, type BookEntry, type BookRelation } from './diagnosis.ts';

/** The comparison of two figures. `isBound`: the left one is all that there is, so it may be larger by any amount. */
export function compareFigures(
  figures: Pick<BookEntry, 'left' | 'leftOf' | 'right' | 'rightOf' | 'unit' | 'tolerance'> & {
    readonly isBound?: boolean;
  },
): BookEntry {
  const { left, leftOf, right, rightOf, unit, tolerance, isBound = false } = figures;
  const relation = relationOf(left, right, tolerance, isBound);
  return {
    says: `${leftOf} ${BOOK_SIGNS[relation]} ${rightOf}`,
    left,
    leftOf,
    relation,
    right,
    rightOf,
    unit,
    tolerance,
    balanced: relation !== 'unequal',
  };
}

function relationOf(left: number, right: number, tolerance: number, isBound: boolean): BookRelation {
  if (left === right) return 'equal';
  if (Math.abs(left - right) <= tolerance) return 'about';
  return isBound && left > right ? 'at-least' : 'unequal';
}
