/** Bytes that are not in the format they should be in. Whoever runs a parser makes a gap of it. */
export class ParseError extends Error {
  readonly format: string;
  /** Byte or line, whichever the format counts in. */
  readonly position: number;
  readonly expected: string;
  readonly found: string;

  constructor(format: string, position: number, expected: string, found: string) {
    const shown = found.length > 60 ? `${found.slice(0, 60)}…` : found;
    // Escapes make a text longer: what is quoted is cut once more.
    const quoted = JSON.stringify(shown);
    super(
      `${format} at ${position}: expected ${expected}, found ${quoted.length > 80 ? `${quoted.slice(0, 60)}…` : quoted}`,
    );
    this.name = 'ParseError';
    this.format = format;
    this.position = position;
    this.expected = expected;
    this.found = shown;
  }
}
