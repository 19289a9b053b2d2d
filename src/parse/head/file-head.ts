// What a file is, by its first bytes, before anything else of it is read: a packed case, a profile of a Go program, the output of ss.
//
// Source: RFC 1952 (gzip: 1f 8b), POSIX.1-2008 pax (tar: `ustar` at 257, the name at 0, the size in octal at 124), google/pprof
// proto/profile.proto (fields 1 to 14), net/http/pprof (`goroutine profile: total 3078`, `heap profile: 1: 512 [ …`).

import { constants, gunzipSync } from 'node:zlib';
import { readPastedStacks } from '../go/pasted/pasted-stacks.ts';
import { looksLikePprof } from './pprof-head.ts';
import { looksLikeSs } from './ss-head.ts';
import { looksLikeTar } from './tar-head.ts';

export type FileKind = 'case' | 'profile' | 'sockets';

/** So many bytes of the beginning are enough. */
export const HEAD_BYTES = 64 * 1024;
/** Of packed bytes; DEFLATE makes at most 1 032 of one. */
const PACKED_BYTES = 4 * 1024;

/** Undefined for anything else, and for what is empty. `pasted`: stacks without any header, as people paste them, count as well. */
export function recogniseHead(start: Uint8Array, { pasted = false } = {}): FileKind | undefined {
  const head = unpacked(start);
  if (head === undefined || head.byteLength === 0) return undefined;
  if (looksLikeTar(head)) return 'case';
  if (looksLikePprof(head)) return 'profile';
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  if (/[\x00-\x08]/.test(text)) return undefined;
  if (/^(?:goroutine|heap) profile:/.test(text)) return 'profile';
  if (looksLikeSs(text)) return 'sockets';
  if (/(?:\b|\\n)goroutine \d{1,19} (?:[^[\n]{0,80})?\[[a-zA-Z][^\]\n]{0,200}\]:(?:\s*$|\\n)/m.test(text))
    return 'profile';
  return pasted && readPastedStacks(text) !== undefined ? 'profile' : undefined;
}

/** What the first bytes unpack to, where they are gzip'd; undefined when they are damaged. */
function unpacked(start: Uint8Array): Uint8Array | undefined {
  if (start[0] !== 0x1f || start[1] !== 0x8b) return start;
  try {
    return gunzipSync(start.subarray(0, PACKED_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}
