// Resolves a path as openat2(2) with RESOLVE_IN_ROOT and RESOLVE_NO_SYMLINKS would, on every kernel (openat2 came with 5.6) and without
// native code: each name is looked up below the descriptor of the folder before it, and judged before the next one.
//
// Source: proc(5) (/proc/self/fd/N is no ordinary link: the kernel goes to the open file itself), open(2) (O_PATH, O_NOFOLLOW).
// Runs only in the child for paths: any call here may wait for a file system that does not answer.

import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { HostError } from '../../system/host-error.ts';
import { errorCode } from '../../system/system-error.ts';
import { madeUpFileSystem, servedFileSystem } from './file-systems.ts';
import { entryFault, folderFault, ownerFault, refusal, shownPath } from './path-rules.ts';
import type { Entry, ForeignPlace, PathKind } from './path-rules.ts';

/** asm-generic/fcntl.h; Node does not name it. */
export const O_PATH = 0o10000000;
const { O_NOFOLLOW, O_DIRECTORY, O_RDONLY } = constants;
const MOST_LINKS = 8;
const MOST_NAMES = 256;
const MOST_PATH_BYTES = 4096;

const VERBS: Readonly<Record<PathKind, string>> = { file: 'read', folder: 'listed', socket: 'asked' };

/** An open place; the caller closes it. */
export interface OpenPlace {
  /** O_PATH: nothing has been read yet, and nothing waits. */
  readonly descriptor: number;
  readonly stats: BigIntStats;
  /** The path below the root without links. */
  readonly file: string;
}

/** The folder in which a path ends, and what it is called there. */
export interface OpenParent {
  readonly descriptor: number;
  readonly name: string;
  readonly folder: string;
}

/** A descriptor as a path that leads to the open file itself. */
export function descriptorPath(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Opens what a path leads to, once it is sure that nobody but root decided that. Throws HostError or an error of the system. */
export function openPlace(place: ForeignPlace, kind: PathKind): OpenPlace {
  const walked = place.rule === 'asked' || place.rule === 'held' ? followed(place) : walk(place, kind, false);
  if (!('stats' in walked)) throw new Error('a walk to an entry ended in a folder');
  return checked(place, kind, walked);
}

/** Opens the folder in which a file lies or would lie, links of the last name resolved. The file itself need not be there. */
export function openParent(place: ForeignPlace): OpenParent {
  const walked = walk(place, 'file', true);
  if ('stats' in walked) throw new Error('a walk to a folder ended in an entry');
  return walked;
}

/** Opens the place again for reading, by its descriptor alone. */
export function reopen(descriptor: number, flags: number): number {
  return openSync(descriptorPath(descriptor), flags);
}

/** The device of the mount, as the kernel numbers it; that of stat(2) differs on btrfs and overlayfs. */
export function mountDevice(
  descriptor: number,
): { readonly major: number; readonly minor: number } | undefined {
  const id = /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
  if (id === undefined) return undefined;
  const line = readFileSync('/proc/self/mountinfo', 'latin1')
    .split('\n')
    .find((one) => one.startsWith(`${id} `));
  const [, major, minor] = /^\d+ \d+ (\d+):(\d+) /.exec(line ?? '') ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor) };
}

/** Whether the kernel lets nothing wait that is asked of this place. */
export function fileSystemMagic(descriptor: number): number {
  return statfsSync(descriptorPath(descriptor)).type;
}

function checked(place: ForeignPlace, kind: PathKind, open: OpenPlace): OpenPlace {
  try {
    const { stats } = open;
    const fits =
      kind === 'file' ? stats.isFile() : kind === 'folder' ? stats.isDirectory() : stats.isSocket();
    if (!fits) {
      const expected = kind === 'file' ? 'no plain file' : kind === 'folder' ? 'no folder' : 'no socket';
      const reason = kind === 'file' || kind === 'socket' ? 'unsupported' : 'absent';
      throw new HostError(place.path, reason, `${shownPath(place)} is ${expected}`);
    }
    const magic = fileSystemMagic(open.descriptor);
    const madeUp = madeUpFileSystem(magic);
    if (madeUp !== undefined) throw refusal(place, VERBS[kind], `it lies on ${madeUp}`);
    const served = kind === 'socket' ? servedFileSystem(magic) : undefined;
    if (served !== undefined)
      throw refusal(
        place,
        VERBS[kind],
        `it lies on a file system of the kind ${served}, which may not answer`,
      );
    return open;
  } catch (error) {
    closeSync(open.descriptor);
    throw error;
  }
}

function followed({ root, path, rule }: ForeignPlace): OpenPlace {
  const file = rule === 'held' || root === '/' ? path : root + path;
  if (rule === 'held' && !/^\/(?:[^\0]*\/)?proc\/\d+\/fd\/\d+$/.test(file))
    throw new HostError(path, 'malformed', `${path} is no descriptor of a process`);
  const descriptor = openSync(file, O_PATH);
  return { descriptor, stats: fstatSync(descriptor, { bigint: true }), file: path };
}

function namesOf(place: ForeignPlace, path: string, verb: string): string[] {
  if (!place.path.startsWith('/'))
    throw new HostError(path, 'malformed', `${path} is not ${verb}: it is no absolute path`);
  if (path.includes('\0') || Buffer.byteLength(path) > MOST_PATH_BYTES)
    throw new HostError(place.path, 'malformed', `${place.path} is not ${verb}: it is no valid path`);
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length > MOST_NAMES)
    throw new HostError(place.path, 'malformed', `${place.path} is not ${verb}: it has too many folders`);
  return names;
}

function walk(place: ForeignPlace, kind: PathKind, toParent: boolean): OpenPlace | OpenParent {
  const { root, rule } = place;
  const path = shownPath(place);
  const verb = VERBS[kind];
  const self = process.geteuid?.() ?? 0;
  const refuse = (why: string | undefined): void => {
    if (why !== undefined) throw refusal(place, verb, why);
  };
  const below = namesOf(place, place.below ?? '', verb);
  let todo = [...namesOf(place, place.path, verb), ...below];
  let links = 0;
  let endsWithLink = false;
  let done: string[] = [];
  /** Descriptors of the folders from the root on. */
  const open: number[] = [openSync(root, O_PATH | O_DIRECTORY)];
  try {
    for (;;) {
      const folder = open.at(-1) ?? -1;
      const name = todo.shift();
      const at = `/${done.join('/')}`;
      const folderStats = fstatSync(folder, { bigint: true });
      if (name === undefined) {
        if (kind !== 'folder' || toParent)
          throw new HostError(path, 'unsupported', `${path} is a folder, not a ${kind}`);
        refuse(ownerFault(at, plain(folderStats), self));
        open.pop();
        return { descriptor: folder, stats: folderStats, file: at };
      }
      if (name === '..') throw refusal(place, verb, 'it leads upwards (..)');
      const isLast = todo.length === 0;
      const shown = at === '/' ? `/${name}` : `${at}/${name}`;
      const entry = lookUp(folder, name);
      if (entry === undefined) {
        refuse(folderFault(at, plain(folderStats), { entry: plain(folderStats), isLast: true }, rule, self));
        if (isLast && endsWithLink)
          throw new HostError(path, 'unsupported', `${path} is a link that leads to nothing`);
        if (!isLast || !toParent)
          throw new HostError(
            path,
            'absent',
            isLast ? `${path} is not there` : `${path} is not there: ${shown}`,
          );
        open.pop();
        return { descriptor: folder, name, folder: at };
      }
      open.push(entry.descriptor);
      const { stats } = entry;
      refuse(folderFault(at, plain(folderStats), { entry: plain(stats), isLast }, rule, self));
      if (stats.isSymbolicLink()) {
        if (rule === 'named' || todo.length < below.length || (rule === 'log' && isLast))
          refuse(`${shown} is a symbolic link`);
        refuse(ownerFault(shown, plain(stats), self));
        endsWithLink ||= isLast;
        if (++links > MOST_LINKS) throw new HostError(path, 'malformed', `${path} leads over too many links`);
        // Only root can have changed it since: its folder was judged above.
        const target = readlinkSync(`${descriptorPath(folder)}/${name}`);
        closeSync(open.pop() ?? -1);
        if (target.startsWith('/')) {
          for (const descriptor of open.splice(1)) closeSync(descriptor);
          done = [];
        }
        todo = [...relativeNames(namesOf(place, target, verb), open, done), ...todo];
      } else if (isLast && !(stats.isDirectory() && kind === 'folder' && !toParent)) {
        refuse(entryFault(shown, plain(stats), plain(folderStats), rule, self));
        const last = open.pop() ?? -1;
        if (toParent) {
          closeSync(last);
          return { descriptor: open.pop() ?? -1, name, folder: at };
        }
        return { descriptor: last, stats, file: shown };
      } else {
        if (!stats.isDirectory())
          throw new HostError(path, 'absent', `${path} is not there: ${shown} is no folder`);
        done.push(name);
      }
    }
  } finally {
    for (const descriptor of open) closeSync(descriptor);
  }
}

/** A link of root may lead upwards (`../run`): the folders above are still open. Not above the root. */
function relativeNames(names: readonly string[], open: number[], done: string[]): readonly string[] {
  const rest = [...names];
  while (rest[0] === '..') {
    rest.shift();
    if (open.length > 1) closeSync(open.pop() ?? -1);
    done.pop();
  }
  return rest;
}

function lookUp(
  folder: number,
  name: string,
): { readonly descriptor: number; readonly stats: BigIntStats } | undefined {
  const file = `${descriptorPath(folder)}/${name}`;
  let descriptor: number;
  try {
    // O_DIRECTORY makes an automounter mount what is to be there.
    descriptor = openSync(file, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_RDONLY);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    try {
      descriptor = openSync(file, O_PATH | O_NOFOLLOW);
    } catch (second) {
      if (errorCode(second) === 'ENOENT') return undefined;
      throw second;
    }
  }
  return { descriptor, stats: fstatSync(descriptor, { bigint: true }) };
}

function plain({ uid, mode, nlink }: BigIntStats): Entry {
  return { uid: Number(uid), mode: Number(mode), nlink: Number(nlink) };
}
