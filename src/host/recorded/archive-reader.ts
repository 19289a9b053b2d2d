// A case packed as tar (POSIX.1-2008 pax, GNU long names; read by tar-stream) and mostly gzip (RFC 1952).
// Nothing in it is trusted: neither sizes nor names nor that it ends.

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Extract, Header } from 'tar-stream';
import type { GapReason } from '../../model/gap.ts';
import { inMebibytes } from '../../system/chunks.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { flow } from '../../system/flow.ts';

const CHUNK_BYTES = 128 * 1024;
const STALL_MS = 10_000;

/** What may be asked of us by an archive. */
export interface ArchiveLimits {
  readonly maxEntries: number;
  /** Of all entries together, unpacked. */
  readonly maxUnpackedBytes: number;
  /** Unpacked to packed; looked at only above 256 MiB. */
  readonly maxRatio: number;
}

export interface ArchiveFile {
  readonly path: string;
  readonly bytes: number;
  readonly gzip: boolean;
}

export interface ArchiveEntry {
  readonly name: string;
  readonly type: Header['type'] | null;
  /** As the header says. */
  readonly bytes: number;
  /** Throws when the archive ends within the entry. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Why an archive was not read to its end. */
export interface EarlyEnd {
  readonly reason: GapReason;
  readonly detail: string;
}

const RATIO_MATTERS_BYTES = 256 * 1024 * 1024;

/** Reads one archive from its start, once. */
export class ArchiveReader {
  earlyEnd: EarlyEnd | undefined;
  private readonly file: ArchiveFile;
  private readonly maxBytes: number;

  constructor(file: ArchiveFile, limits: ArchiveLimits) {
    this.file = file;
    const byRatio = Math.max(RATIO_MATTERS_BYTES, file.bytes * limits.maxRatio);
    this.maxBytes = Math.min(limits.maxUnpackedBytes, byRatio);
  }

  /**
   * The entries in order; one that is not read is skipped. Never rejects for what is wrong with the archive: it ends,
   * and `earlyEnd` says why; the entry it ends in throws.
   */
  async *entries(): AsyncGenerator<ArchiveEntry> {
    const tar = extract();
    const source = this.unpacked();
    const pumped = this.pump(source, tar);
    try {
      for await (const entry of tar) {
        const { name, type, size } = entry.header;
        yield { name, type, bytes: size, chunks: bytesOf(entry) };
        entry.resume();
      }
    } catch (error) {
      this.earlyEnd ??= { reason: 'malformed', detail: endsEarly(error) };
    } finally {
      tar.destroy();
      await source.return(undefined);
      await pumped;
    }
  }

  private unpacked(): AsyncGenerator<Uint8Array> {
    const packed = createReadStream(this.file.path, { highWaterMark: CHUNK_BYTES });
    if (!this.file.gzip) return flow(packed, STALL_MS, this.file.path);
    // Z_SYNC_FLUSH: what a truncated file still holds comes out, and no error; the missing end of the tar tells
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
    pipeline(packed, gunzip, () => {});
    return flow(gunzip, STALL_MS, this.file.path);
  }

  private async pump(source: AsyncGenerator<Uint8Array>, tar: Extract): Promise<void> {
    let bytes = 0;
    let tail: Uint8Array = new Uint8Array(0);
    try {
      for await (const chunk of source) {
        if (tar.destroyed) return;
        bytes += chunk.byteLength;
        if (bytes > this.maxBytes) {
          this.earlyEnd = { reason: 'too-large', detail: unpacksTo(this.maxBytes) };
          break;
        }
        tail = chunk.byteLength >= 512 ? chunk : Buffer.concat([tail, chunk]);
        await write(tar, chunk);
      }
      if (!endsWithZeros(tail)) this.earlyEnd ??= { reason: 'malformed', detail: endsEarly() };
    } catch (error) {
      const known = error instanceof HostError ? error : hostError(this.file.path, error);
      this.earlyEnd ??= { reason: known.reason, detail: endsEarly(error) };
    }
    // whoever reads the last entry gets what has arrived, before the end of the archive is an error to it
    await new Promise((resolve) => setImmediate(resolve));
    tar.end(null);
  }
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) if (chunk instanceof Uint8Array) yield chunk;
}

/** Hands over one chunk, and waits when the reader is behind. */
async function write(tar: Extract, chunk: Uint8Array): Promise<void> {
  if (tar.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      tar.off('drain', done);
      tar.off('close', done);
      resolve();
    };
    tar.on('drain', done);
    tar.on('close', done);
  });
}

/** A tar ends with blocks of zeros (POSIX.1-2008 pax, "two 512-byte blocks"). */
function endsWithZeros(tail: Uint8Array): boolean {
  return tail.byteLength >= 512 && tail.subarray(tail.byteLength - 512).every((byte) => byte === 0);
}

function endsEarly(error?: unknown): string {
  const why = error instanceof Error ? `: ${error.message.split('\n', 1)[0] ?? ''}` : '';
  return `the archive is cut off or damaged${why}`;
}

function unpacksTo(maxBytes: number): string {
  return `the archive unpacks to more than ${inMebibytes(maxBytes)}; the rest was not read`;
}
