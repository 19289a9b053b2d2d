/** Longer lines are cut: a listening socket that thousands of processes share names them all in one line. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 10;

/** One line of a text: without its line feed; `ended` is false for a last line that has none, or one that was cut. */
export type VisitLine = (text: string, number: number, ended: boolean) => void;

/**
 * Cuts a stream of UTF-8 chunks into lines, numbered from 1, and shows each to `visit`. Holds one line at most. Bytes that
 * are not UTF-8 become U+FFFD.
 */
export async function visitLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  visit: VisitLine,
): Promise<void> {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const pending = new Uint8Array(MAX_LINE_BYTES);
  let pendingBytes = 0;
  let cut = false;
  let number = 0;

  const hold = (bytes: Uint8Array): void => {
    const kept = bytes.subarray(0, MAX_LINE_BYTES - pendingBytes);
    pending.set(kept, pendingBytes);
    pendingBytes += kept.length;
    cut ||= kept.length < bytes.length;
  };
  const release = (ended: boolean): void => {
    visit(utf8.decode(pending.subarray(0, pendingBytes)), ++number, ended && !cut);
    pendingBytes = 0;
    cut = false;
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (pendingBytes > 0 || end - start > MAX_LINE_BYTES) {
        hold(chunk.subarray(start, end));
        release(true);
      } else {
        visit(utf8.decode(chunk.subarray(start, end)), ++number, true);
      }
      start = end + 1;
    }
    hold(chunk.subarray(start));
  }
  if (pendingBytes > 0) release(false);
}
