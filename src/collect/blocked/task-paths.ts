import { posix } from 'node:path';
import type { SyscallShape } from '../../parse/proc/syscall-table.ts';
import type { BlockedSyscall } from '../../parse/proc/syscall.ts';

/** Descriptors above this are none: AT_FDCWD and other negative numbers, as unsigned words. */
const MAX_FD = 0x7fff_ffffn;
const MAX_PATHS = 64;

/** A file that a blocked system call works on, as far as the kernel tells. */
export interface OpenFile {
  /** In the task's mount namespace; absent for pipes, sockets and the like. */
  readonly path?: string;
  /** From fdinfo; absent where that was not read. */
  readonly mountId?: number;
}

/** The numbers of the descriptors that the system call works on. */
export function descriptorsOf(
  syscall: BlockedSyscall | undefined,
  shape: SyscallShape | undefined,
): readonly number[] {
  return [shape?.fd, shape?.otherFd].flatMap((position) => descriptorAt(syscall, position) ?? []);
}

/**
 * The folder from which the path of the system call starts if it is relative: that of its dirfd, or the current one. The path itself
 * is in the task's memory, and may be absolute.
 */
export function startOfPath(
  syscall: BlockedSyscall | undefined,
  shape: SyscallShape | undefined,
  descriptors: ReadonlyMap<number, string>,
  currentFolder: string | undefined,
): string | undefined {
  if (syscall === undefined || shape?.path === undefined) return undefined;
  const folder = descriptorAt(syscall, shape.folderFd);
  return folder === undefined ? currentFolder : pathOf(descriptors.get(folder));
}

/** Where a descriptor leads to; undefined for what has no path. */
export function pathOf(target: string | undefined): string | undefined {
  return target?.startsWith('/') === true ? target.replace(/ \(deleted\)$/, '') : undefined;
}

function descriptorAt(syscall: BlockedSyscall | undefined, position: number | undefined): number | undefined {
  const word = position === undefined ? undefined : syscall?.arguments[position];
  // A descriptor is an int: the upper half of the register is not part of it.
  const fd = word === undefined ? undefined : word & 0xffff_ffffn;
  return fd === undefined || fd > MAX_FD ? undefined : Number(fd);
}

/**
 * Absolute paths among the arguments of a command, without the program itself: `/data/x`, `if=/data/x`, `--dir=/data`. What a process
 * names is a hint and no more.
 */
export function pathsOfCommand(commandLine: string | undefined): readonly string[] {
  const words = (commandLine ?? '').slice(0, 16_384).split(/[\s\0'"`;&|()<>=,]+/);
  const paths = new Set<string>();
  for (const word of words.slice(1)) {
    if (word.startsWith('/') && word.length > 1 && paths.size < MAX_PATHS) {
      paths.add(posix.normalize(word).replace(/(.)\/$/, '$1'));
    }
  }
  return [...paths];
}
