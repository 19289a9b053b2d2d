// A unix socket that this process can connect to without any lookup of a name.
//
// Source: unix(7), net/unix/af_unix.c (unix_find_bsd: connect(2) resolves the path and asks the file system for permission, so it hangs
// with it), open(2) (O_PATH), proc(5) (/proc/self/fd/N leads to the inode itself).

import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { nodeFault } from '../daemons/identity/listener.ts';
import { withPathChild } from './path-children.ts';
import type { ForeignPlace } from './path-rules.ts';
import type { SocketFacts } from './questions.ts';

/** asm-generic/fcntl.h; Node does not name it. */
const O_PATH = 0o10000000;

/** A socket node that is held open, so that its path always leads to the same inode. */
export interface HeldSocket extends Omit<SocketFacts, 'descriptor'> {
  /** Where it was found. */
  readonly place: ForeignPlace;
  /** For connect(2): `/proc/self/fd/N`. Valid until `close`. */
  readonly connectPath: string;
  close(): void;
}

/**
 * Opens the socket at a place, by its rule, without connecting. HostError `denied` where the rule forbids it, or where it lies on a file
 * system that a server answers for (FUSE, NFS): there connect(2) would wait for the server.
 */
export function openSocket(
  place: ForeignPlace,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<HeldSocket> {
  const { path } = place;
  return withPathChild(path, async (child) => {
    const { descriptor, ...facts } = await child.ask('socket', { place }, path, deadlineMs);
    try {
      const fault = place.listener && nodeFault(place.listener, facts);
      if (fault !== undefined) throw new HostError(path, 'denied', `${path} is not asked: ${fault}`);
      const held = hold(`/proc/${await child.pid()}/fd/${descriptor}`, path, facts);
      return { ...facts, place, connectPath: `/proc/self/fd/${held}`, close: closeOnce(held) };
    } finally {
      await child.ask('drop', { descriptor }, path, deadlineMs);
    }
  });
}

/** The kernel goes to the open file itself: no file system is asked. */
function hold(link: string, path: string, { device, inode }: Pick<SocketFacts, 'device' | 'inode'>): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(link, O_PATH | constants.O_RDONLY);
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    if (dev === device && ino === inode) return descriptor;
    throw new HostError(path, 'malformed', `${path} is not asked: /proc shows another process`);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw hostError(path, error);
  }
}

function closeOnce(descriptor: number): () => void {
  let isOpen = true;
  return () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
}
