import { ParseError } from '../parse-error.ts';

// profile.proto (google/pprof proto/profile.proto) on the wire (protobuf.dev/programming-guides/encoding): a field is a
// key, number * 8 + wire type, and a varint (type 0) or a length and as many bytes (type 2). The decoder trusts its
// input: a varint of a million bytes keeps it busy for hours, and empty messages cost it a hundred times their size.

/** What has a length, by field number: messages, varints in a row, strings. All else that is known is one varint. */
interface Layout {
  readonly messages?: ReadonlyMap<number, Layout>;
  readonly packed?: ReadonlySet<number>;
  readonly strings?: number;
}

const FLAT: Layout = {};
const SAMPLE: Layout = { messages: new Map([[3, FLAT]]), packed: new Set([1, 2]) };
const LOCATION: Layout = { messages: new Map([[4, FLAT]]) };
const PROFILE: Layout = {
  messages: new Map([
    [1, FLAT],
    [2, SAMPLE],
    [3, FLAT],
    [4, LOCATION],
    [5, FLAT],
    [11, FLAT],
  ]),
  packed: new Set([13]),
  strings: 6,
};
/** Fields past this one are not known to the decoder; it passes over them. */
const LAST_FIELD = 15;

const LONGEST_VARINT = 10;
/** Messages and strings; a profile of a large program has some ten thousand. */
const MOST_FIELDS = 500_000;

/** Throws ParseError unless the bytes are fields from end to end that a decoder can be trusted with. */
export function checkPprofBounds(bytes: Uint8Array): void {
  let fields = 0;
  let at = 0;

  const fail = (expected: string): never => {
    throw new ParseError(
      'pprof profile',
      at,
      expected,
      Buffer.from(bytes.subarray(at, at + 16)).toString('hex'),
    );
  };
  const varint = (end: number): number => {
    let value = 0;
    for (let i = 0; i < LONGEST_VARINT && at < end; i++) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return fail('a varint of at most 10 bytes');
  };
  const message = (end: number, layout: Layout): void => {
    while (at < end) {
      if (++fields > MOST_FIELDS) fail(`at most ${MOST_FIELDS} fields`);
      const key = varint(end);
      const field = Math.floor(key / 8);
      if (key % 8 === 0) {
        varint(end);
        continue;
      }
      if (key % 8 !== 2) fail('a field of wire type 0 or 2');
      const length = varint(end);
      const behind = at + length;
      if (behind > end) fail('a field that ends within its message');
      const inner = layout.messages?.get(field);
      if (inner !== undefined) message(behind, inner);
      else if (layout.packed?.has(field) === true) while (at < behind) varint(behind);
      else if (field === layout.strings || field > LAST_FIELD || length <= LONGEST_VARINT) at = behind;
      else fail('a varint');
    }
  };
  message(bytes.length, PROFILE);
}
