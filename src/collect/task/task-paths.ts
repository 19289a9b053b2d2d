import { posix } from 'node:path';
import type { SyscallShape } from '../../parse/proc/syscall-table.ts';
import type { BlockedSyscall } from '../../parse/proc/syscall.ts';

/** Descriptors above this are none: AT_FDCWD and other negative numbers, as unsigned words. */
const MAX_FD = 0x7fff_ffffn;
const MAX_PATHS = 64;

/** The file, or the folder of the file, that the system call works on, by its descriptor. */
export function pathOfDescriptor(
  syscall: BlockedSyscall | undefined,
  shape: SyscallShape | undefined,
  descriptors: ReadonlyMap<number, string>,
): string | undefined {
  const position = shape?.fd ?? shape?.folderFd;
  if (syscall === undefined || position === undefined) return undefined;
  const word = syscall.arguments[position];
  // A descriptor is an int: the upper half of the register is not part of it.
  const fd = word === undefined ? undefined : word & 0xffff_ffffn;
  if (fd === undefined || fd > MAX_FD) return undefined;
  const target = descriptors.get(Number(fd));
  return target?.startsWith('/') === true ? target.replace(/ \(deleted\)$/, '') : undefined;
}

/** Absolute paths among the arguments of a command, without the program itself: `/data/x`, `if=/data/x`, `--dir=/data`. */
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
