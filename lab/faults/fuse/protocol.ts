// The kernel's FUSE protocol, as far as a small file system needs it.
//
// Source: Linux include/uapi/linux/fuse.h (FUSE_KERNEL_VERSION 7), Documentation/filesystems/fuse.rst. Each read(2) of
// /dev/fuse gives one request: fuse_in_header (40 bytes), then the operation's own structure, then names. Each write(2) is one
// reply: fuse_out_header (length, negative error, unique), then the reply's structure. All little-endian here.
//
//     38 00 00 00 01 00 00 00 …   LOOKUP (1), 56 bytes: header, "model.bin\0"
//
// The structures are those of protocol 7.31 (kernel 5.4); a newer kernel speaks what the reply to INIT names.

export const OPERATION = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  access: 34,
  interrupt: 36,
  destroy: 38,
  batchForget: 42,
} as const;

export const PROTOCOL = { major: 7, minor: 31 } as const;
export const HEADER_BYTES = 40;
/** The kernel wants room for its largest request: max_write and the headers. */
export const MAX_WRITE_BYTES = 128 * 1024;
export const REQUEST_BYTES = MAX_WRITE_BYTES + 8192;

export interface Request {
  readonly operation: number;
  readonly unique: bigint;
  readonly node: number;
  /** Who asks, as the server's pid namespace counts. */
  readonly pid: number;
  readonly body: Buffer;
}

/** One request as read from the device; undefined when it is shorter than it says. */
export function decodeRequest(bytes: Buffer): Request | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = bytes.readUInt32LE(0);
  if (length < HEADER_BYTES || length > bytes.length) return undefined;
  return {
    operation: bytes.readUInt32LE(4),
    unique: bytes.readBigUInt64LE(8),
    node: Number(bytes.readBigUInt64LE(16)),
    pid: bytes.readUInt32LE(32),
    body: bytes.subarray(HEADER_BYTES, length),
  };
}

/** A reply with its header; `error` is a positive errno. */
export function encodeReply(unique: bigint, data: Uint8Array = new Uint8Array(), error = 0): Buffer {
  const reply = Buffer.alloc(16 + data.length);
  reply.writeUInt32LE(reply.length, 0);
  reply.writeInt32LE(-error, 4);
  reply.writeBigUInt64LE(unique, 8);
  reply.set(data, 16);
  return reply;
}

/** The name that a LOOKUP asks for, up to its NUL. */
export function decodeName(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString('utf8', 0, end === -1 ? body.length : end);
}

/** Offset and size of a READ or READDIR. */
export function decodeRange(body: Buffer): { readonly offset: number; readonly size: number } {
  if (body.length < 20) return { offset: 0, size: 0 };
  return { offset: Number(body.readBigUInt64LE(8)), size: body.readUInt32LE(16) };
}

/** The request that an INTERRUPT is about. */
export function decodeInterrupted(body: Buffer): bigint | undefined {
  return body.length < 8 ? undefined : body.readBigUInt64LE(0);
}
