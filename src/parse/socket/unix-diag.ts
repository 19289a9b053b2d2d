// The kernel's answer to a dump of unix sockets over NETLINK_SOCK_DIAG, message type SOCK_DIAG_BY_FAMILY.
//
// Source: Linux 6.12, include/uapi/linux/{netlink.h,sock_diag.h,unix_diag.h}, net/unix/diag.c:sk_diag_fill.
// A message is struct nlmsghdr (16 bytes), struct unix_diag_msg (16 bytes), attributes; everything is aligned to 4 bytes:
//   54000000 1400 0200 01000000 00000000  01 01 01 00 c1860000 01000000 00000000  1900 0000 "/var/run/docker.sock\0" …
//   length   type flags seq     pid       fam type state pad inode cookie         attribute UNIX_DIAG_NAME
//
// Versions: the attributes named here exist since 3.3, UNIX_DIAG_SHUTDOWN since 3.7 (it comes unasked); newer kernels add
// more, which are passed over. The peer of a socket whose other end was closed is there and 0; a socket that never had one
// lacks the attribute. Sockets that wait in a listener's backlog have no inode and are not listed: the listener's queue
// length counts them, and their clients have a peer of 0 too, but nothing shut down.
// Byte order is the machine's; every machine that a container daemon runs on but s390x is little-endian.

import type { SocketNode, SocketState, SocketType, UnixSocketTable } from '../../model/unix-socket.ts';
import { SOCKET_STATE, SOCKET_TYPE } from '../../model/unix-socket.ts';
import { ParseError } from '../parse-error.ts';
import { UnixSocketColumns } from './unix-socket-columns.ts';

const FORMAT = 'unix_diag';
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_DUMP_INTR = 0x10;
const AF_UNIX = 1;
const HEADER_BYTES = 16;
const MESSAGE_BYTES = 16;
const ATTRIBUTE_TYPE_MASK = 0x3fff;
const UNIX_DIAG = { name: 0, vfs: 1, peer: 2, receiveQueue: 4, shutdown: 6 } as const;

/** How far a dump has come. */
export interface UnixDiagProgress {
  /** NLMSG_DONE was seen: the list is complete. */
  readonly done: boolean;
  /** Sockets came and went while the kernel was listing; ask again. */
  readonly interrupted: boolean;
  /** The kernel refused: a positive errno. */
  readonly errno?: number;
}

/** A whole dump. */
export interface UnixDiagDump extends UnixDiagProgress {
  readonly table: UnixSocketTable;
}

/** Reads the datagrams of one dump, in order. Throws ParseError where a message contradicts its own lengths. */
export function parseUnixDiag(datagrams: Iterable<Uint8Array>): UnixDiagDump {
  const columns = new UnixSocketColumns();
  let progress: UnixDiagProgress = { done: false, interrupted: false };
  for (const datagram of datagrams) {
    progress = parseUnixDiagDatagram(datagram, columns, progress);
    if (progress.done) break;
  }
  return { ...progress, table: columns.table({ source: 'sock_diag', file: 'sock_diag', peersKnown: true }) };
}

/** Adds the sockets of one datagram to the columns. Keeps no reference to the bytes. Throws ParseError as above. */
export function parseUnixDiagDatagram(
  datagram: Uint8Array,
  columns: UnixSocketColumns,
  before: UnixDiagProgress,
): UnixDiagProgress {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  let interrupted = before.interrupted;
  for (let at = 0; at < view.byteLength;) {
    need(view, at, HEADER_BYTES, view.byteLength);
    const length = view.getUint32(at, true);
    if (length < HEADER_BYTES)
      throw new ParseError(FORMAT, at, 'a message of 16 bytes or more', String(length));
    need(view, at, length, view.byteLength);
    const type = view.getUint16(at + 4, true);
    if ((view.getUint16(at + 6, true) & NLM_F_DUMP_INTR) !== 0) interrupted = true;
    if (type === NLMSG_DONE || type === NLMSG_ERROR) {
      const errno = length >= HEADER_BYTES + 4 ? -view.getInt32(at + HEADER_BYTES, true) : 0;
      return { done: true, interrupted, ...(errno > 0 && { errno }) };
    }
    if (type === SOCK_DIAG_BY_FAMILY) addSocket(view, at + HEADER_BYTES, at + length, columns);
    at += align(length);
  }
  return { ...before, interrupted };
}

function addSocket(view: DataView, at: number, end: number, columns: UnixSocketColumns): void {
  need(view, at, MESSAGE_BYTES, end);
  if (view.getUint8(at) !== AF_UNIX) return;
  let path: string | undefined;
  let peer = 0;
  let receiveQueueBytes = 0;
  let shutdown = 255;
  let node: SocketNode | undefined;
  for (let attribute = at + MESSAGE_BYTES; attribute < end;) {
    need(view, attribute, 4, end);
    const length = view.getUint16(attribute, true);
    if (length < 4)
      throw new ParseError(FORMAT, attribute, 'an attribute of 4 bytes or more', String(length));
    need(view, attribute, length, end);
    const value = attribute + 4;
    const kind = view.getUint16(attribute + 2, true) & ATTRIBUTE_TYPE_MASK;
    if (kind === UNIX_DIAG.name) path = socketName(view, value, attribute + length);
    else if (kind === UNIX_DIAG.vfs && length >= 12) node = socketNode(view, value);
    else if (kind === UNIX_DIAG.peer && length >= 8) peer = view.getUint32(value, true);
    else if (kind === UNIX_DIAG.receiveQueue && length >= 8) receiveQueueBytes = view.getUint32(value, true);
    else if (kind === UNIX_DIAG.shutdown && length >= 5) shutdown = view.getUint8(value);
    attribute += align(length);
  }
  const state = asState(view.getUint8(at + 2));
  columns.add({
    inode: view.getUint32(at + 4, true),
    peer,
    state,
    type: asType(view.getUint8(at + 1)),
    receiveQueueBytes,
    shutdown,
    path,
    owner: undefined,
    line: 0,
    ...(node !== undefined && state === SOCKET_STATE.listen && { node }),
  });
}

/** struct unix_diag_vfs: the inode's low 32 bits, and the device of its file system as the kernel packs it. */
function socketNode(view: DataView, at: number): SocketNode {
  return { inode: view.getUint32(at, true), device: view.getUint32(at + 4, true) };
}

const utf8 = new TextDecoder();

/** `sun_path` as `ss` prints it: a path ends at its NUL; an abstract name has `@` for every NUL, the leading one included. */
function socketName(view: DataView, start: number, end: number): string | undefined {
  if (start === end) return undefined;
  const text = utf8.decode(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
  if (text.startsWith('\0')) return text.replaceAll('\0', '@');
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

const STATES: ReadonlySet<number> = new Set(Object.values(SOCKET_STATE));
const TYPES: ReadonlySet<number> = new Set(Object.values(SOCKET_TYPE));
const isState = (value: number): value is SocketState => STATES.has(value);
const isType = (value: number): value is SocketType => TYPES.has(value);
const asState = (value: number): SocketState => (isState(value) ? value : SOCKET_STATE.unknown);
const asType = (value: number): SocketType => (isType(value) ? value : SOCKET_TYPE.unknown);

const align = (length: number): number => (length + 3) & ~3;

function need(view: DataView, at: number, length: number, end: number): void {
  if (at + length > Math.min(end, view.byteLength)) {
    throw new ParseError(FORMAT, at, `${length} bytes`, `${Math.max(0, end - at)} bytes`);
  }
}
