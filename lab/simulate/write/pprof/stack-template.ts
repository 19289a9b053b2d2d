/** Bytes of a stack in which heap addresses are overwritten, goroutine by goroutine. */
const SLOT = /@([a-z]+\d*)@/g;
/** `0x` and ten digits. */
const DIGITS = 10;
const HALF_BITS = 20;
const HALF = 1 << HALF_BITS;
const HEX = Buffer.from('0123456789abcdef');
/** The heap arena of amd64 begins at 0xc000000000; the first blocks are the daemon's own. */
const FIRST_BLOCK = 0xc0_0100_0000;
const BLOCK_BYTES = 0x8000;

export interface StackTemplate {
  readonly bytes: Buffer;
  /** Where the digits of an address begin, and where in the goroutine's block it points. */
  readonly slots: readonly { readonly at: number; readonly offset: number }[];
}

/** Compiles a stack; `fixed` are the addresses that are the same in all its goroutines. */
export function compileStack(text: string, fixed: Readonly<Record<string, number>>): StackTemplate {
  const offsets = new Map<string, number>();
  const slots: { at: number; offset: number }[] = [];
  let at = 0;
  let shift = 0;
  const filled = text.replace(SLOT, (blank, name: string, index: number) => {
    at = index + shift;
    shift += DIGITS + 2 - blank.length;
    const known = fixed[name];
    if (known !== undefined) return `0x${known.toString(16)}`;
    const offset = offsets.get(name) ?? 0x140 + offsets.size * 0x5c0;
    offsets.set(name, offset);
    slots.push({ at: at + 2, offset });
    return '0xc000000000';
  });
  return { bytes: Buffer.from(`${filled}\n\n`, 'latin1'), slots };
}

/** Overwrites the addresses in `into`, which holds the template's bytes from `start`, with those of the nth block. */
export function placeAddresses(
  into: Uint8Array,
  start: number,
  { slots }: StackTemplate,
  block: number,
): void {
  const base = FIRST_BLOCK + block * BLOCK_BYTES;
  const high = Math.floor(base / HALF);
  const low = base - high * HALF;
  for (const { at, offset } of slots) {
    const sum = low + offset;
    const carry = sum >> HALF_BITS;
    writeHalf(into, start + at, high + carry);
    writeHalf(into, start + at + DIGITS / 2, sum & (HALF - 1));
  }
}

function writeHalf(into: Uint8Array, at: number, value: number): void {
  into[at] = HEX[(value >> 16) & 15] ?? 0;
  into[at + 1] = HEX[(value >> 12) & 15] ?? 0;
  into[at + 2] = HEX[(value >> 8) & 15] ?? 0;
  into[at + 3] = HEX[(value >> 4) & 15] ?? 0;
  into[at + 4] = HEX[value & 15] ?? 0;
}
