/** One line of a text that streams by, without its line end. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False for what stands behind the last line feed. */
  readonly ended: boolean;
}

/** A longer line is cut there; the rest of it is not kept. */
const LONGEST_LINE = 65_536;

/** Lines of a stream of UTF-8, in bounded memory. Empty lines are given, nothing for an empty rest. */
export async function* readTextLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let number = 1;
  const hold = (piece: Uint8Array): void => {
    const room = LONGEST_LINE - heldBytes;
    // Copied, since the piece may be a view of a buffer that is used again.
    if (room > 0 && piece.length > 0) held.push(Buffer.from(piece.subarray(0, room)));
    heldBytes += piece.length;
  };
  const take = (ended: boolean): TextLine => {
    const text = Buffer.concat(held).toString('utf8').replace(/\r$/, '');
    held = [];
    heldBytes = 0;
    return { text, number: number++, ended };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let feed = chunk.indexOf(0x0a); feed >= 0; feed = chunk.indexOf(0x0a, start)) {
      hold(chunk.subarray(start, feed));
      yield take(true);
      start = feed + 1;
    }
    hold(chunk.subarray(start));
  }
  if (heldBytes > 0) yield take(false);
}
