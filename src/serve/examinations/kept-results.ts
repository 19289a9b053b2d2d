import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Results as bytes, packed; those that were asked for longest ago are dropped when there are too many bytes of them. */
export class KeptResults {
  readonly #mostBytes: number;
  readonly #packed = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  async set(key: string, bytes: Uint8Array): Promise<PackedResult> {
    const packed = await pack(bytes);
    this.delete(key);
    this.#packed.set(key, packed);
    this.#bytes += packed.byteLength;
    for (const [oldest] of this.#packed) {
      if (this.#bytes <= this.#mostBytes || oldest === key) break;
      this.delete(oldest);
    }
    return new PackedResult(packed);
  }

  get(key: string): PackedResult | undefined {
    const packed = this.#packed.get(key);
    if (packed === undefined) return undefined;
    this.#packed.delete(key);
    this.#packed.set(key, packed);
    return new PackedResult(packed);
  }

  delete(key: string): void {
    this.#bytes -= this.#packed.get(key)?.byteLength ?? 0;
    this.#packed.delete(key);
  }
}

/** Bytes, gzip'd, for a client that takes them so, or not. */
export class PackedResult {
  readonly gzipped: Uint8Array;

  constructor(gzipped: Uint8Array) {
    this.gzipped = gzipped;
  }

  plain(): Promise<Uint8Array> {
    return unpack(this.gzipped);
  }
}
