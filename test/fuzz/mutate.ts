/** Chance that is the same for the same seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  }

  of<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }
}

/** Pieces of the formats, and numbers at the edge of what fits. */
const TOKENS = [
  ',',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\0',
  '"',
  '\\',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  '=',
  '@',
  '/',
  '-',
  '*',
  '#',

  '0',
  '-1',
  '4294967296',
  '9223372036854775808',
  '1e309',
  '0x',
  '0xffffffffffffffff',
  '\u{1f40b}',
  '\xff',
  '\\040',

  'goroutine ',
  'goroutine 1 [chan receive, 5 minutes]:\n',
  'goroutine profile: total ',
  'heap profile: 1: 2 [3: 4] @ heap/1\n',

  'created by ',
  ' +0x1d',
  '\t/go/src/x.go:1',
  '(0x1, {0x2, ...})',
  '#\t0x1\tmain.main+0x1\t/x.go:1\n',
  '# Alloc = 1\n',
  'goroutine running on other thread; stack unavailable',

  'time="2026-11-24T02:07:00Z" level=info msg="',
  '{"log":"',
  '\\n","stream":"stderr","time":"2026-11-24T02:07:00Z"}',
  'I1124 02:07:00.000000       1 x.go:1] ',
  'Nov 24 02:07:00 node dockerd[1]: ',
  '[    1.000000] ',

  'u_str ESTAB 0 0 ',
  '* 123 ',
  ' users:(("dockerd",pid=1,fd=2))',
  ' - ext4 /dev/vda rw',
  '0:39 / /data rw',
  '0::/',
  'State:\tD (disk sleep)\n',
  '[<0>] x+0x1/0x2',
  '"Id":',
  '"Config":{',
  '"State":',
  'null',
  'true',
  '[[[[',
  '{"a":{"a":',
  '__proto__',
  'constructor',
].map((token) => Buffer.from(token, 'utf8'));

const MOST_BYTES = 64 * 1024;

/** A few changes of a seed: bits, cuts, copies, repetitions, pieces of other seeds and of the formats. */
export function mutate(seeds: readonly Uint8Array[], chance: Chance): Uint8Array {
  let bytes: Buffer = Buffer.from(chance.of(seeds) ?? Buffer.alloc(0)).subarray(0, MOST_BYTES);
  for (let left = 1 + chance.below(6); left > 0; left--) bytes = changed(bytes, seeds, chance);
  return bytes.subarray(0, MOST_BYTES);
}

function changed(bytes: Buffer, seeds: readonly Uint8Array[], chance: Chance): Buffer {
  const at = chance.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + chance.below(chance.below(4) === 0 ? bytes.length : 32));
  const token = chance.of(TOKENS) ?? Buffer.alloc(0);
  const put = (piece: Uint8Array, to = at): Buffer =>
    Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(to)]);
  switch (chance.below(9)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << chance.below(8));
      return flipped;
    }
    case 1:
      return put(Buffer.alloc(0), end);
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return put(token);
    case 4:
      return put(token, end);
    case 5:
      return put(bytes.subarray(at, end));
    case 6:
      // Hostile repetition.
      return put(Buffer.alloc(Math.min(MOST_BYTES, token.length * (1 + chance.below(MOST_BYTES))), token));
    case 7: {
      const other = chance.of(seeds) ?? bytes;
      const from = chance.below(other.length);
      return put(other.subarray(from, from + chance.below(4096)), end);
    }
    default:
      return put(Buffer.from(Array.from({ length: 1 + chance.below(8) }, () => chance.below(256))), end);
  }
}
