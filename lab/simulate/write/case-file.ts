/** One file of a case. Its bytes come in chunks, of which each is valid until the next one is asked for. */
export interface CaseFile {
  /** As in docs/case-layout.md. */
  readonly path: string;
  /** From the start, as often as it is called; always the same bytes. */
  chunks(): Iterable<Uint8Array>;
}

/** A file that is small enough to be made at once. */
export function textFile(path: string, text: string): CaseFile {
  return { path, chunks: () => [Buffer.from(text)] };
}

export function bytesFile(path: string, bytes: Uint8Array): CaseFile {
  return { path, chunks: () => [bytes] };
}
