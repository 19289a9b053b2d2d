// A change of one file in two steps, below the descriptor of its verified folder: first all that may fail, then one rename or unlink.

import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { HostError } from '../../system/host-error.ts';
import { descriptorPath, openParent, reopen } from './path-walk.ts';
import type { OpenParent } from './path-walk.ts';
import type { StagedContent } from './questions.ts';
import type { ForeignPlace } from './path-rules.ts';

interface Staged {
  readonly parent: OpenParent;
  /** The name of the new content; absent where the file is to be removed. */
  readonly unfinished?: string;
}

const staged = new Map<number, Staged>();
let tokens = 0;

/** Writes the new content beside the file and syncs it; without one, the file is to be removed. Its number. */
export function stage(place: ForeignPlace, content: StagedContent | undefined): number {
  const parent = openParent(place);
  try {
    const there = lstatSync(nameIn(parent, parent.name), { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile())
      throw new HostError(place.path, 'unsupported', `${place.path} is no plain file`);
    sweep(parent);
    if (content !== undefined) write(parent, content);
  } catch (error) {
    closeSync(parent.descriptor);
    throw error;
  }
  staged.set(++tokens, {
    parent,
    ...(content === undefined ? {} : { unfinished: content.unfinished }),
  });
  return tokens;
}

/** Renames or removes, and syncs the folder. */
export function commit(token: number): void {
  const { parent, unfinished } = taken(token);
  try {
    const file = nameIn(parent, parent.name);
    if (unfinished === undefined) rmSync(file, { force: true });
    else renameSync(nameIn(parent, unfinished), file);
    const folder = reopen(parent.descriptor, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } finally {
    closeSync(parent.descriptor);
  }
}

/** Takes back what was staged. */
export function discard(token: number): void {
  const { parent, unfinished } = taken(token);
  try {
    if (unfinished !== undefined) rmSync(nameIn(parent, unfinished), { force: true });
  } finally {
    closeSync(parent.descriptor);
  }
}

function taken(token: number): Staged {
  const found = staged.get(token);
  staged.delete(token);
  if (found === undefined) throw new Error(`nothing is staged as ${token}`);
  return found;
}

function write(parent: OpenParent, { bytes, owner, unfinished }: StagedContent): void {
  const file = nameIn(parent, unfinished);
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
  const descriptor = openSync(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    const { uid, gid } = fstatSync(descriptor);
    if (uid !== owner.uid || gid !== owner.gid) fchownSync(descriptor, owner.uid, owner.gid);
    fchmodSync(descriptor, owner.mode);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what runs that were killed have left beside the file. */
function sweep(parent: OpenParent): void {
  const start = `.${parent.name}.`;
  for (const name of readdirSync(descriptorPath(parent.descriptor))) {
    const [, pid] = (name.startsWith(start) && /^(\d+)-\d+\.deadwait$/.exec(name.slice(start.length))) || [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(nameIn(parent, name), { force: true });
  }
}

function nameIn({ descriptor }: OpenParent, name: string): string {
  return `${descriptorPath(descriptor)}/${name}`;
}
