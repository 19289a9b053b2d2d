// The work of the child for paths: every function here may hang, and then the child is killed. Synchronous on purpose: one question at
// a time, no pool of threads that fills up.

import { closeSync, constants, fstatSync, openSync, opendirSync, readSync, readlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { parseGoBuildInfo } from '../../parse/go/build-info.ts';
import type { ProgramBytes } from '../../parse/go/elf-program.ts';
import { tooLarge } from '../../system/chunks.ts';
import { HostError } from '../../system/host-error.ts';
import { O_PATH, descriptorPath, mountDevice, openParent, openPlace, reopen } from './path-walk.ts';
import type { ForeignPlace } from './path-rules.ts';
import type { FileFacts, ForeignFile, PlacedFile, QuestionKind, Questions } from './questions.ts';
import { commit, discard, stage } from './staged-change.ts';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
/** Of a program: its headers, and what the linker wrote about it. */
const MOST_PROGRAM_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

export type Answers = {
  readonly [Kind in QuestionKind]: (asks: Questions[Kind]['asks']) => Questions[Kind]['answer'];
};

export const answers: Answers = {
  read: ({ place, maxBytes }) => readPlace(place, maxBytes),
  find: ({ place, maxBytes }) => {
    try {
      const parent = openParent(place);
      closeSync(parent.descriptor);
      const file = `${parent.folder === '/' ? '' : parent.folder}/${parent.name}`;
      return orNone({ file, hasFolder: true }, () => readPlace(place, maxBytes));
    } catch (error) {
      if (error instanceof HostError && error.reason === 'absent')
        return { file: place.path, hasFolder: false };
      throw error;
    }
  },
  stage: ({ place, content }) => stage(place, content),
  commit: ({ token }) => {
    commit(token);
    return undefined;
  },
  discard: ({ token }) => {
    discard(token);
    return undefined;
  },
  list: ({ place, most }) => {
    const { descriptor } = openPlace(place, 'folder');
    try {
      return listNames(place.path, descriptor, most);
    } finally {
      closeSync(descriptor);
    }
  },
  socket: ({ place }) => {
    const { descriptor, stats } = openPlace(place, 'socket');
    const device = mountDevice(descriptor) ?? {
      major: Number(majorOf(stats.dev)),
      minor: Number(minorOf(stats.dev)),
    };
    const vfsDevice = ((device.major << 20) | device.minor) >>> 0;
    return { ...factsOf(stats), descriptor, vfsDevice, vfsInode: Number(stats.ino & 0xffffffffn) };
  },
  hold: ({ place }) => {
    const { descriptor, stats } = openPlace(place, 'file');
    return { ...factsOf(stats), descriptor, bytes: Number(stats.size) };
  },
  facts: ({ place }) => {
    const { descriptor, stats } = openPlace(place, 'file');
    closeSync(descriptor);
    return factsOf(stats);
  },
  drop: ({ descriptor }) => {
    closeSync(descriptor);
    return undefined;
  },
  build: ({ file }) => {
    const program = openProgram(file);
    let opened: number | undefined;
    try {
      if (!fstatSync(program).isFile())
        throw new HostError(file, 'unsupported', `${file} is no regular file`);
      opened = reopen(program, O_RDONLY | O_NONBLOCK);
      return parseGoBuildInfo(programBytes(opened, file));
    } finally {
      if (opened !== undefined) closeSync(opened);
      closeSync(program);
    }
  },
  program: ({ file }) => {
    const descriptor = openProgram(file);
    try {
      const target = readlinkSync(file);
      const stats = fstatSync(descriptor, { bigint: true });
      const deleted = target.endsWith(DELETED) && stats.nlink === 0n;
      return { ...factsOf(stats), deleted, file: deleted ? target.slice(0, -DELETED.length) : target };
    } finally {
      closeSync(descriptor);
    }
  },
};

/** fs/d_path.c */
const DELETED = ' (deleted)';

/** The program of a process, by the link of the kernel that leads to the file itself. */
function openProgram(file: string): number {
  if (!/^\/(?:[^\0]*\/)?proc\/\d+\/exe$/.test(file))
    throw new HostError(file, 'malformed', `${file} is no program of a process`);
  return openSync(file, O_PATH);
}

/** Parts of a program; more than the limit in all are refused. */
function programBytes(descriptor: number, file: string): ProgramBytes {
  let total = 0;
  return {
    read: (offset, length) => {
      total += length;
      if (total > MOST_PROGRAM_BYTES) throw tooLarge(file, MOST_PROGRAM_BYTES);
      const bytes = Buffer.allocUnsafeSlow(length);
      let count = 0;
      while (count < length) {
        const more = readSync(descriptor, bytes, count, length - count, offset + count);
        if (more === 0) break;
        count += more;
      }
      return bytes.subarray(0, count);
    },
  };
}

function orNone(placed: PlacedFile, read: () => ForeignFile): PlacedFile {
  try {
    const found = read();
    return { ...placed, file: found.file, found };
  } catch (error) {
    if (error instanceof HostError && error.reason === 'absent') return placed;
    throw error;
  }
}

function readPlace(place: ForeignPlace, maxBytes: number): ForeignFile {
  const { descriptor, stats, file } = openPlace(place, 'file');
  let opened: number | undefined;
  try {
    if (stats.size > BigInt(maxBytes)) throw tooLarge(place.path, maxBytes);
    opened = reopen(descriptor, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const bytes = readBytes(opened, place.path, maxBytes);
    return { ...factsOf(stats), nlink: Number(stats.nlink), bytes, file };
  } finally {
    if (opened !== undefined) closeSync(opened);
    closeSync(descriptor);
  }
}

/** All of an open file, also of one that grows. */
function readBytes(descriptor: number, path: string, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let total = 0; ;) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const count = readSync(descriptor, chunk, 0, chunk.length, null);
    if (count === 0) return Buffer.concat(parts);
    total += count;
    if (total > maxBytes) throw tooLarge(path, maxBytes);
    parts.push(chunk.subarray(0, count));
  }
}

function listNames(path: string, descriptor: number, most: number): string[] {
  const folder = opendirSync(descriptorPath(descriptor));
  const names: string[] = [];
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (names.length >= most)
        throw new HostError(path, 'too-large', `${path} has more than ${most} entries`);
      names.push(entry.name);
    }
  } finally {
    folder.closeSync();
  }
  return names.sort();
}

function factsOf({ uid, gid, mode, dev, ino }: BigIntStats): FileFacts {
  return { uid: Number(uid), gid: Number(gid), mode: Number(mode) & 0o7777, device: dev, inode: ino };
}

/** sys/sysmacros.h: gnu_dev_major. */
function majorOf(device: bigint): bigint {
  return ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n);
}

function minorOf(device: bigint): bigint {
  return (device & 0xffn) | ((device >> 12n) & 0xffffff00n);
}
