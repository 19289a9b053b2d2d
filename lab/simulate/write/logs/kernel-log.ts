import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import type { Recording } from '../recording.ts';
import { readShape } from '../shapes.ts';

/** logs/dmesg.txt: the boot, and the file systems on loop devices. */
export function kernelLog({ scene }: Recording): CaseFile {
  const loops = scene.containers.flatMap(({ stuck, startedMs }) => {
    if (stuck?.volume.fstype !== 'ext4') return [];
    const seconds = ((startedMs - scene.bootedMs) / 1000 - 60).toFixed(6).padStart(12);
    const device = stuck.volume.source.replace('/dev/', '');
    return [
      `[${seconds}] ${device}: detected capacity change from 0 to 131072`,
      `[${seconds}] EXT4-fs (${device}): mounted filesystem c75d0e08-d770-43b3-9e77-cfbc0567c29b r/w with ordered data mode. Quota mode: none.`,
    ];
  });
  const boot = readShape('shapes', 'host/dmesg.txt');
  return textFile('logs/dmesg.txt', `${boot}${loops.map((line) => `${line}\n`).join('')}`);
}
