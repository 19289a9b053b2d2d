import type { Gap } from '../../../model/gap.ts';
import { HostError } from '../../../system/host-error.ts';
import { plainRunPath } from '../daemon-arguments.ts';
import type { RunningDaemon } from '../find-daemons.ts';
import type { ListeningSocket } from '../../kernel/listening-sockets.ts';
import { openSocket } from '../../paths/held-socket.ts';
import { peekProcText } from '../../kernel/proc-reading.ts';
import { parseProcStatus } from '../../../parse/proc/status.ts';

const LOOK_MS = 1500;

/**
 * The listening sockets as they are at this path: the one that the path leads to has the path as its own, and no other has. By the
 * text alone it may be a socket of another mount namespace, or another name of the same one.
 */
export async function withNamedSocket(
  path: string,
  listening: readonly ListeningSocket[],
): Promise<readonly ListeningSocket[]> {
  if (!listening.some(({ node }) => node !== undefined)) return listening;
  const at = await vfsOf(path);
  if (at === undefined) return listening;
  const holder = listening.find(({ node }) => node?.device === at.vfsDevice && node.inode === at.vfsInode);
  const others = listening.filter((one) => one !== holder && plainRunPath(one.path) !== plainRunPath(path));
  return holder === undefined ? others : [holder, { ...holder, path }, ...others];
}

async function vfsOf(
  path: string,
): Promise<{ readonly vfsDevice: number; readonly vfsInode: number } | undefined> {
  try {
    const held = await openSocket({ root: '/', path, rule: 'asked' }, { deadlineMs: LOOK_MS });
    held.close();
    return held;
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

/** Whether one of some daemons listens at a path. */
export function isHeldBy(
  path: string,
  listening: readonly ListeningSocket[],
  daemons: readonly RunningDaemon[],
): boolean {
  const holder = holderOf(path, listening);
  return daemons.some(({ pid }) => pid === holder?.pid);
}

function holderOf(path: string, listening: readonly ListeningSocket[]): ListeningSocket | undefined {
  return listening.find((one) => plainRunPath(one.path) === plainRunPath(path));
}

/** A gap for a socket that is asked because the user named it, although no daemon of this host was shown to listen on it. */
export function unprovenGap(
  procRoot: string,
  what: { readonly source: string; readonly path: string; readonly wanted: string },
  listening: readonly ListeningSocket[],
  daemons: readonly RunningDaemon[],
): Gap | undefined {
  const { source, path, wanted } = what;
  if (isHeldBy(path, listening, daemons)) return undefined;
  const holder = holderOf(path, listening);
  const who =
    holder?.pid === undefined
      ? 'which process listens on it is not known'
      : `it is held by ${describeHolder(procRoot, holder)}, which is not a proven ${wanted}`;
  return { source, reason: 'unsupported', detail: `${path} was asked because you named it; ${who}.` };
}

/** A gap for a socket that is left alone. */
export function unaskedGap(procRoot: string, source: string, socket: ListeningSocket, wanted: string): Gap {
  const who = socket.pid === undefined ? 'the process that listens on it' : describeHolder(procRoot, socket);
  return {
    source,
    reason: 'denied',
    detail: `${socket.path} is not asked: ${who} is not a proven ${wanted}.`,
  };
}

/** `pid 4711 (dockerd, uid 65534)`; the name is escaped. */
function describeHolder(procRoot: string, { pid = 0, comm = '?' }: ListeningSocket): string {
  const uid = uidOf(`${procRoot}/${pid}/status`);
  const name = comm.replace(/[^\x20-\x7e]|["\\]/g, '?');
  return `pid ${pid} (${name}${uid === undefined ? '' : `, uid ${uid}`})`;
}

function uidOf(file: string): number | undefined {
  try {
    return parseProcStatus(peekProcText(file) ?? '').uid;
  } catch {
    return undefined;
  }
}
