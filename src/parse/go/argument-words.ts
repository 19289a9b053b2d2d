// The words between the parentheses of a frame in a full goroutine dump:
//
//   0xc000092180?, 0xc000ec4900
//   0xc0006f01e0, {0xc003da0406?, 0x26bc0f6?}, 0x0, ...
//
// Defined by printArgs in golang/go src/runtime/traceback.go (go1.19.8: line 579; before go1.17, flat words in hexadecimal). Braces
// only group: word 2 of the second line is 0x26bc0f6. `_` stands for a word that is not shown, `...` for any number of them.

/**
 * Word `index` (from 0, braces not counted) of the arguments that begin at `at`. A number where it is exact in one, else
 * its text; undefined where it is not shown, or where it may be stale (`?`) and `certain` asks for one that is not.
 */
export function readArgumentWord(
  bytes: Uint8Array,
  at: number,
  end: number,
  index: number,
  certain = false,
): number | string | undefined {
  let word = 0;
  for (let i = at; i < end;) {
    const byte = bytes[i];
    if (byte === 0x20 || byte === 0x2c /* , */ || byte === 0x7b /* { */ || byte === 0x7d /* } */) {
      i++;
      continue;
    }
    if (byte === 0x29 /* ) */ || byte === 0x2e /* . */ || byte === 0x0a) return undefined;
    const start = i;
    while (i < end && !endsWord(bytes[i])) i++;
    if (word === index)
      return certain && bytes[i - 1] === 0x3f /* ? */ ? undefined : readHexadecimal(bytes, start, end);
    word++;
  }
  return undefined;
}

/** The word as Go prints it, without `?`. */
export function printArgumentWord(word: number | string): string {
  return typeof word === 'string' ? word : `0x${word.toString(16)}`;
}

function readHexadecimal(bytes: Uint8Array, at: number, end: number): number | string | undefined {
  if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x78 /* x */) return undefined;
  let value = 0;
  let i = at + 2;
  for (; i < end && i < at + 18; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (byte >= 0x61 && byte <= 0x66) value = value * 16 + byte - 0x57;
    else break;
  }
  const digits = i - at - 2;
  if (digits === 0) return undefined;
  return digits <= 13 ? value : Buffer.from(bytes.buffer, bytes.byteOffset + at, i - at).toString('latin1');
}

function endsWord(byte: number | undefined): boolean {
  return (
    byte === 0x2c || byte === 0x20 || byte === 0x29 || byte === 0x7d || byte === 0x0a || byte === undefined
  );
}
