// The work of the child for paths: every function here may hang, and then the child is killed. Synchronous on purpose: one question at
// a time, no pool of threads that fills up.

import { closeSync, constants, fstatSync, openSync, opendirSync, readSync, readlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { tooLarge } from '../../chunks.ts';
import { HostError } from '../../host.ts';
import { O_PATH, descriptorPath, mountDevice, openParent, openPlace, reopen } from './path-walk.ts';
import type { ForeignPlace } from './path-rules.ts';
import type { FileFacts, ForeignFile, QuestionKind, Questions } from './questions.ts';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
const CHUNK_BYTES = 256 * 1024;

export type Answers = {
  readonly [Kind in QuestionKind]: (asks: Questions[Kind]['asks']) => Questions[Kind]['answer'];
};

export const answers: Answers = {
  read: ({ place, maxBytes }) => readPlace(place, maxBytes),
  find: ({ place, maxBytes }) => {
    const parent = openParent(place);
    closeSync(parent.descriptor);
    const file = `${parent.folder === '/' ? '' : parent.folder}/${parent.name}`;
    try {
      const found = readPlace(place, maxBytes);
      return { file: found.file, found };
    } catch (error) {
      if (error instanceof HostError && error.reason === 'absent') return { file };
      throw error;
    }
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
  drop: ({ descriptor }) => {
    closeSync(descriptor);
    return undefined;
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
  if (!/^\/(?:[^\0]*\/)?proc\/(?:self|\d+)\/exe$/.test(file))
    throw new HostError(file, 'malformed', `${file} is no program of a process`);
  return openSync(file, O_PATH);
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
