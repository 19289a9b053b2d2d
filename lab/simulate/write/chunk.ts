const BYTES = 1 << 20;
/** Nothing that is put at once is longer. */
const ROOM = 64 * 1024;
const ZERO = 48;

/** A buffer that is filled, handed over, and filled again, so that a file of any size takes the memory of one chunk. */
export class Chunk {
  length = 0;
  readonly buffer = Buffer.allocUnsafe(BYTES);

  /** Time to hand over what there is. */
  get isFull(): boolean {
    return this.length > BYTES - ROOM;
  }

  /** What was put since the last time; valid until the next put. */
  take(): Uint8Array {
    const bytes = this.buffer.subarray(0, this.length);
    this.length = 0;
    return bytes;
  }

  bytes(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  text(text: string): void {
    this.length += this.buffer.write(text, this.length);
  }

  /** A whole number, not negative, in decimal digits. */
  number(value: number): void {
    const digits = countDigits(value);
    this.digitsAt(this.length, value, digits);
    this.length += digits;
  }

  /** Overwrites `digits` places with a number, zeros in front. */
  digitsAt(at: number, value: number, digits: number): void {
    let rest = value;
    for (let place = at + digits - 1; place >= at; place--) {
      const next = Math.floor(rest / 10);
      this.buffer[place] = ZERO + (rest - next * 10);
      rest = next;
    }
  }

  /** Overwrites from `at` with a number and blanks up to `width`. */
  numberAt(at: number, value: number, width: number): void {
    const digits = countDigits(value);
    this.digitsAt(at, value, digits);
    this.buffer.fill(32, at + digits, at + width);
  }

  /** Overwrites bytes that were put already. */
  bytesAt(at: number, bytes: Uint8Array): void {
    this.buffer.set(bytes, at);
  }
}

export function countDigits(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
