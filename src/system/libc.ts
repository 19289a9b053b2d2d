// The few functions of libc that Node has no door to, or a slow one: netlink sockets, network namespaces, file locks, links of
// /proc.
//
// Source: socket(2), setsockopt(2), getsockopt(2), send(2), recv(2), setns(2), flock(2), readlinkat(2). koffi knows C's types by their C names: size_t and
// ssize_t are spelled `ulong` and `long` here. koffi is loaded when it is first needed: it costs 10 ms, and where there
// is no binary for the platform, only what needs libc is lost.

/** Calls return -1 on failure; `errno` tells why, and has to be asked before anything else is called. */
export interface Libc {
  readonly socket: (domain: number, type: number, protocol: number) => number;
  readonly setsockopt: (
    socket: number,
    level: number,
    name: number,
    value: Uint8Array,
    bytes: number,
  ) => number;
  /** `bytes` holds the length of `value` as a socklen_t, and how much was written after the call. */
  readonly getsockopt: (
    socket: number,
    level: number,
    name: number,
    value: Uint8Array,
    bytes: Uint8Array,
  ) => number;
  readonly send: (socket: number, bytes: Uint8Array, length: number, flags: number) => number;
  readonly recv: (socket: number, bytes: Uint8Array, length: number, flags: number) => number;
  readonly close: (descriptor: number) => number;
  readonly setns: (descriptor: number, kind: number) => number;
  readonly flock: (descriptor: number, operation: number) => number;
  /** `name` ends with a NUL; the target does not. */
  readonly readlinkat: (folder: number, name: Uint8Array, target: Uint8Array, bytes: number) => number;
  /** _exit(2): joins no thread, flushes nothing. */
  readonly exitAtOnce: (status: number) => void;
  readonly errno: () => number;
}

let loaded: Promise<Libc> | undefined;

/** Loads libc once. Rejects when koffi or one of the functions is not available on this platform. */
export function loadLibc(): Promise<Libc> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Libc> {
  const koffi = (await import('koffi')).default;
  // The program itself has libc loaded, whatever its file is called (glibc, musl).
  const libc = koffi.load(null);
  return {
    socket: libc.func('int socket(int, int, int)'),
    setsockopt: libc.func('int setsockopt(int, int, int, void *, uint)'),
    getsockopt: libc.func('int getsockopt(int, int, int, void *, void *)'),
    send: libc.func('long send(int, void *, ulong, int)'),
    recv: libc.func('long recv(int, void *, ulong, int)'),
    close: libc.func('int close(int)'),
    setns: libc.func('int setns(int, int)'),
    flock: libc.func('int flock(int, int)'),
    readlinkat: libc.func('long readlinkat(int, void *, void *, ulong)'),
    exitAtOnce: libc.func('void _exit(int)'),
    errno: () => koffi.errno(),
  };
}
