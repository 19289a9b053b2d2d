import { readFileSync } from 'node:fs';
import type { Mount } from '../../../src/model/task.ts';
import { parseMountinfo } from '../../../src/parse/proc/mountinfo.ts';

/** Mounts below a folder, the innermost first. Reads the kernel's table only: nothing that may hang is touched. */
export function findMountsBelow(folder: string): readonly Mount[] {
  return readMounts()
    .filter(({ mountPoint }) => mountPoint.startsWith(`${folder}/`))
    .reverse();
}

/** The mount on exactly this path; undefined when nothing is mounted there. */
export function findMountOn(path: string): Mount | undefined {
  return readMounts().findLast(({ mountPoint }) => mountPoint === path);
}

function readMounts(): readonly Mount[] {
  return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
}
