/** The words that prove something, and where they stand: a path as in a case, the line (from 1), the line's own text. */
export interface Evidence {
  readonly file: string;
  readonly line?: number;
  readonly quote: string;
}
