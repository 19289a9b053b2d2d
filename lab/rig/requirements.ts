import { accessSync, constants, existsSync } from 'node:fs';
import { findProgram } from './find-program.ts';

/** What an incident may need of this machine. */
export type Need = 'docker' | 'containerd' | 'fuse' | 'loop';

const PROGRAMS: Record<Need, readonly (readonly [program: string, from: string])[]> = {
  docker: [
    ['dockerd', 'docker.io'],
    ['containerd', 'containerd'],
    ['runc', 'runc'],
    ['busybox', 'busybox-static'],
  ],
  containerd: [
    ['containerd', 'containerd'],
    ['ctr', 'containerd'],
    ['runc', 'runc'],
    ['busybox', 'busybox-static'],
  ],
  fuse: [['mount', 'mount']],
  loop: [
    ['losetup', 'mount'],
    ['mkfs.ext4', 'e2fsprogs'],
    ['fsfreeze', 'util-linux'],
  ],
};
const DEVICES: Partial<Record<Need, string>> = { fuse: '/dev/fuse', loop: '/dev/loop-control' };

/** Why these needs are not met here, a sentence each; empty when they are. */
export function findMissing(needs: readonly Need[], dockerd?: string): readonly string[] {
  const missing: string[] = [];
  if (process.platform !== 'linux') return ['the lab needs Linux'];
  if (process.getuid?.() !== 0) missing.push('the lab needs root');
  for (const need of needs) {
    for (const [name, from] of PROGRAMS[need]) {
      const program = name === 'dockerd' ? (dockerd ?? name) : name;
      if (findProgram(program) === undefined)
        missing.push(`${program} is not installed here (package ${from})`);
    }
    const device = DEVICES[need];
    if (device !== undefined && !mayWrite(device))
      missing.push(`${device} is not there or may not be opened`);
  }
  if (!existsSync('/sys/fs/cgroup')) missing.push('no cgroups are mounted here');
  return missing;
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
