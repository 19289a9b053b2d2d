// A file is replaced as a whole or not at all: written beside it, synced, and renamed over it. rename(2) is atomic. All of it happens below
// the descriptor of the verified folder, in the child for paths.

import { basename } from 'node:path';
import { withDeadline } from '../system/deadline.ts';
import { HostError } from '../system/host-error.ts';
import { hostError } from '../system/system-error.ts';
import { withPathChild } from './paths/path-children.ts';
import type { PathRule } from './paths/path-rules.ts';

const DEADLINE_MS = 5_000;

/** Who may do what with a file. */
export interface FileOwner {
  /** The twelve bits of chmod(2). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface ReplaceOptions {
  /** Rejects when the file may not be touched after all; asked at the last moment before it is. */
  readonly mayReplace?: () => Promise<void>;
  /** Milliseconds until it is given up. Default 5 000. */
  readonly deadlineMs?: number;
  /** Whose word the path is. Default `named`: no link is followed. */
  readonly rule?: PathRule;
}

let made = 0;

/** The name that a new content has until it is in its place: each has its own, so that no other is ever renamed in its stead. */
function unfinishedName(file: string): string {
  return `.${basename(file)}.${process.pid}-${++made}.deadwait`;
}

/**
 * Puts `bytes` into the place of a file; resolves when that is on the disk. Rejects with HostError, within 5 s; what is late is not
 * renamed any more, unless the kernel was at it already.
 */
export async function replaceFile(
  file: string,
  bytes: Uint8Array,
  owner: FileOwner,
  options: ReplaceOptions = {},
): Promise<void> {
  const { mode, uid, gid } = owner;
  await change(file, { bytes, owner: { mode, uid, gid }, unfinished: unfinishedName(file) }, options);
}

/** Removes a file, if it is there; resolves when that is on the disk. Rejects with HostError, within 5 s. */
export async function removeFile(file: string, options: ReplaceOptions = {}): Promise<void> {
  await change(file, undefined, options);
}

async function change(
  file: string,
  content: { readonly bytes: Uint8Array; readonly owner: FileOwner; readonly unfinished: string } | undefined,
  { mayReplace, deadlineMs = DEADLINE_MS, rule = 'named' }: ReplaceOptions,
): Promise<void> {
  let isLate = false;
  const work = withPathChild(file, async (child) => {
    const place = { root: '/', path: file, rule };
    const asks = content === undefined ? { place } : { place, content };
    const token = await child.ask('stage', asks, file, deadlineMs);
    try {
      await mayReplace?.();
      if (isLate) throw new HostError(file, 'timeout', `${file} was given up`);
    } catch (error) {
      await child.ask('discard', { token }, file, deadlineMs).catch(() => {});
      throw error;
    }
    await child.ask('commit', { token }, file, deadlineMs);
  });
  try {
    await withDeadline(work, deadlineMs, file, file);
  } catch (error) {
    throw hostError(file, error);
  } finally {
    isLate = true;
  }
}
