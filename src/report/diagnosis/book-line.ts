import { BOOK_SIGNS, type BookEntry } from '../../model/diagnosis.ts';
import { formatBytes, formatCount } from '../../wording/figures.ts';

/** The figures of a row and the sign between them, and how far apart they are or may be. */
export interface BookWords {
  readonly left: string;
  readonly sign: string;
  readonly right: string;
  /** `±15`: about the same within that; `600 apart`: too far. */
  readonly note?: string;
}

/** The figures of a row as text, and the note where they are not the same. */
export function bookWords({ left, relation, right, unit, tolerance }: BookEntry): BookWords {
  const format = unit === 'bytes' ? formatBytes : formatCount;
  return {
    left: format(left),
    sign: BOOK_SIGNS[relation],
    right: format(right),
    ...(relation === 'about' ? { note: `±${format(Math.floor(tolerance))}` } : {}),
    ...(relation === 'unequal' ? { note: `${format(Math.abs(left - right))} apart` } : {}),
  };
}

/** `1500 disconnected clients = 1500 goroutines in Kill`, or `≈` and the tolerance, or `≠` and the difference. */
export function describeEntry(entry: BookEntry): string {
  const { left, sign, right, note } = bookWords(entry);
  const sides = `${left} ${entry.leftOf} ${sign} ${right} ${entry.rightOf}`;
  return note === undefined ? sides : `${sides} (${note})`;
}
