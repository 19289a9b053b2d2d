import { join } from 'node:path';
import { plainRunPath } from './daemon-arguments.ts';
import type { RunningDaemon } from './find-daemons.ts';
import type { Listener } from './identity/listener.ts';
import type { ForeignPlace } from '../paths/path-rules.ts';

/** Sockets that the daemons have where nothing else was configured. */
const WELL_KNOWN =
  /^\/run\/(?:docker\.sock|containerd\/(?:containerd|debug)\.sock|crio\/crio\.sock|k3s\/containerd\/containerd\.sock)$/;

/** The sockets of a daemon, each where this process may reach it, and who has to listen there. */
export function placesOf(
  root: string,
  paths: readonly string[],
  daemon: RunningDaemon | undefined,
  listener: Listener,
): ForeignPlace[] {
  return paths.flatMap((path) => pathsTo(root, path, daemon?.pid)).map((place) => ({ ...place, listener }));
}

/** Below the root, and in the daemon's own mount namespace, which may be another. */
function pathsTo(root: string, path: string, pid: number | undefined): ForeignPlace[] {
  const plain = plainRunPath(path);
  const rule = WELL_KNOWN.test(plain) ? 'known' : 'named';
  const inRoot = { root, path: plain, rule } as const;
  return pid === undefined
    ? [inRoot]
    : [inRoot, { ...inRoot, root: join(root, 'proc', String(pid), 'root') }];
}

/** A socket that the user named: as it stands, not below the root. */
export function askedPlace(path: string): ForeignPlace {
  return { root: '/', path, rule: 'asked' };
}
