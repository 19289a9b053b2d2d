// Which files deadwait opens although another process named them.
//
// Source: path_resolution(7), symlink(7), openat2(2) (RESOLVE_NO_SYMLINKS, RESOLVE_IN_ROOT), acl(5) (with an access control list the
// group bits are its mask). A path is safe when nobody but root can change what it leads to: then no folder and no link on the way
// belongs to anybody else.

import type { Stats } from 'node:fs';
import { HostError } from '../../system/host-error.ts';
import type { Listener } from '../daemons/identity/listener.ts';

/**
 * How a path is resolved.
 * - `named`: another process named it, by an argument, a configuration or an API. No link at all.
 * - `known`: a constant of deadwait, like /etc/docker/daemon.json. Links that are root's own are followed, inside the root folder.
 * - `log`: a constant below /var/log. As `known`, but a system user may own the file and a group may write the folder.
 * - `asked`: the user of deadwait named it. Links are followed, and anybody may own it.
 * - `held`: `/proc/<pid>/fd/<n>`, which a process holds open. The kernel leads to it, no name is looked up.
 */
export type PathRule = 'named' | 'known' | 'log' | 'asked' | 'held';

export type PathKind = 'file' | 'folder' | 'socket';

/** A path of this machine, and how far it is trusted. */
export interface ForeignPlace {
  /** The folder that `path` starts from: `/`, `/host`, `/proc/<pid>/root`. Absolute links lead into it again. */
  readonly root: string;
  /** Absolute, as its process names it. */
  readonly path: string;
  readonly rule: PathRule;
  /** Of a socket: who has to listen on it. */
  readonly listener?: Listener;
  /** What follows below `path`, by the rule `named` whatever `rule` is: `default/<id>/config.json`. */
  readonly below?: string;
}

/** A system user: UID_MIN of login.defs(5) is 1000 everywhere that it matters. */
const FIRST_USER = 1000;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/** What `stat` shows, as the rules see it. */
export type Entry = Pick<Stats, 'uid' | 'mode' | 'nlink'>;

/** Whose files count as root's: root, and the user that deadwait runs as. */
export function isTrusted(uid: number, self: number): boolean {
  return uid === 0 || uid === self;
}

/** The whole path, as its process would name it. */
export function shownPath({ path, below }: ForeignPlace): string {
  return below === undefined || below === '' ? path : `${path.replace(/\/$/, '')}/${below}`;
}

/** The words for a refusal: `/etc/x is not read: /etc is owned by uid 1000, not root`. */
export function refusal(place: ForeignPlace, verb: string, why: string): HostError {
  return new HostError(place.path, 'denied', `${shownPath(place)} is not ${verb}: ${why}`);
}

/** Why a folder on the way to an entry may have been changed by another user; undefined when it cannot. */
export function folderFault(
  shown: string,
  folder: Entry,
  next: { readonly entry: Entry; readonly isLast: boolean },
  rule: PathRule,
  self: number,
): string | undefined {
  const foreign = ownerFault(shown, folder, self);
  if (foreign !== undefined) return foreign;
  const writers = folder.mode & (rule === 'log' ? OTHERS_WRITE : GROUP_WRITES | OTHERS_WRITE);
  if (writers === 0) return undefined;
  const keepsOwners = (folder.mode & STICKY) !== 0 && isTrusted(next.entry.uid, self);
  if (keepsOwners && !next.isLast) return undefined;
  const who = (writers & OTHERS_WRITE) === 0 ? 'its group' : 'every user';
  return `${who} may write to ${shown}`;
}

/** Why an entry may not be used, whatever its folder is. */
export function ownerFault(shown: string, { uid }: Entry, self: number): string | undefined {
  return isTrusted(uid, self) ? undefined : `${shown} is owned by uid ${uid}, not root`;
}

/** Why the last entry of a path may not be used; undefined when it may. */
export function entryFault(
  shown: string,
  entry: Entry,
  folder: Entry | undefined,
  rule: PathRule,
  self: number,
): string | undefined {
  if (rule === 'asked' || rule === 'held') return undefined;
  if (rule !== 'log') return ownerFault(shown, entry, self);
  if (entry.uid >= FIRST_USER && entry.uid !== self)
    return `${shown} is owned by uid ${entry.uid}, not root or a system user`;
  // Who may write to the folder could have given a second name there to a file that only root reads.
  if (folder !== undefined && (folder.mode & GROUP_WRITES) !== 0 && entry.nlink > 1)
    return `${shown} has another name too`;
  return undefined;
}
