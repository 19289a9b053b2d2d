// The structures that replies carry: include/uapi/linux/fuse.h, protocol 7.31.

import { MAX_WRITE_BYTES, PROTOCOL } from './protocol.ts';

/** A file or folder as the kernel is told of it. */
export interface Node {
  readonly number: number;
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
}

const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const BLOCK = 4096;
/** The file is read and written past the page cache: every read(2) comes here. */
const FOPEN_DIRECT_IO = 1;

/** fuse_init_out. */
export function initReply(kernelMinor: number, maxReadahead: number): Buffer {
  const out = Buffer.alloc(64);
  out.writeUInt32LE(PROTOCOL.major, 0);
  out.writeUInt32LE(Math.min(kernelMinor, PROTOCOL.minor), 4);
  out.writeUInt32LE(maxReadahead, 8);
  out.writeUInt16LE(64, 16); // max_background
  out.writeUInt16LE(48, 18); // congestion_threshold
  out.writeUInt32LE(MAX_WRITE_BYTES, 20);
  out.writeUInt32LE(1, 24); // time_gran
  out.writeUInt16LE(MAX_WRITE_BYTES / BLOCK, 28); // max_pages
  return out;
}

/** fuse_entry_out, valid for no time: every use of the name is asked anew. */
export function entryReply(node: Node): Buffer {
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(BigInt(node.number), 0);
  return Buffer.concat([head, attributes(node)]);
}

/** fuse_attr_out. */
export function attributesReply(node: Node): Buffer {
  return Buffer.concat([Buffer.alloc(16), attributes(node)]);
}

/** fuse_attr. */
function attributes({ number, kind, bytes }: Node): Buffer {
  const out = Buffer.alloc(88);
  out.writeBigUInt64LE(BigInt(number), 0);
  out.writeBigUInt64LE(BigInt(bytes), 8);
  out.writeBigUInt64LE(BigInt(Math.ceil(bytes / 512)), 16);
  out.writeUInt32LE(kind === 'folder' ? S_IFDIR | 0o755 : S_IFREG | 0o666, 60);
  out.writeUInt32LE(kind === 'folder' ? 2 : 1, 64);
  out.writeUInt32LE(BLOCK, 80);
  return out;
}

/** fuse_open_out. */
export function openReply(direct: boolean): Buffer {
  const out = Buffer.alloc(16);
  out.writeBigUInt64LE(1n, 0);
  out.writeUInt32LE(direct ? FOPEN_DIRECT_IO : 0, 8);
  return out;
}

/** fuse_write_out. */
export function writeReply(bytes: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(bytes, 0);
  return out;
}

/** fuse_statfs_out: half of 4 GiB is free. */
export function statfsReply(): Buffer {
  const out = Buffer.alloc(80);
  const blocks = [1 << 20, 1 << 19, 1 << 19, 1 << 20, 1 << 19];
  for (const [index, count] of blocks.entries()) out.writeBigUInt64LE(BigInt(count), index * 8);
  out.writeUInt32LE(BLOCK, 40);
  out.writeUInt32LE(255, 44); // longest name
  out.writeUInt32LE(BLOCK, 48);
  return out;
}

/** fuse_dirents from an offset on, as many as fit. */
export function folderReply(
  entries: readonly { readonly name: string; readonly node: Node }[],
  offset: number,
  size: number,
): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  for (const [index, { name, node }] of entries.entries()) {
    if (index < offset) continue;
    const text = Buffer.from(name);
    const entry = Buffer.alloc(Math.ceil((24 + text.length) / 8) * 8);
    entry.writeBigUInt64LE(BigInt(node.number), 0);
    entry.writeBigUInt64LE(BigInt(index + 1), 8);
    entry.writeUInt32LE(text.length, 16);
    entry.writeUInt32LE(node.kind === 'folder' ? 4 : 8, 20); // DT_DIR, DT_REG
    entry.set(text, 24);
    if (total + entry.length > size) break;
    total += entry.length;
    parts.push(entry);
  }
  return Buffer.concat(parts);
}
