import type { CaseFile } from './case-file.ts';
import { textFile } from './case-file.ts';
import { hostMemoryKib } from './host-memory.ts';
import type { Recording } from './recording.ts';
import { fill, readShape } from './shapes.ts';

/** Open files of everything but dockerd, without those of the shims. */
const OTHER_FILES = 800;
const FILES_PER_CONTAINER = 14;

/** What is of the host as a whole. */
export function hostFiles(recording: Recording): readonly CaseFile[] {
  const { scene, outcome, memory, running } = recording;
  const total = hostMemoryKib(recording);
  const used = Math.round(memory.rssBytes / 1024);
  const kib = (value: number): string => String(Math.max(0, Math.round(value))).padStart(15);
  const wide = (value: number, name: string): string =>
    String(Math.max(0, Math.round(value))).padStart(24 - name.length);
  const upSeconds = (outcome.capturedMs - scene.bootedMs) / 1000;
  const files = recording.descriptors + OTHER_FILES + running.length * FILES_PER_CONTAINER;
  return [
    textFile(
      'captured_at',
      `${new Date(scene.epochMs + outcome.capturedMs).toISOString().replace('Z', '504203Z')}\n`,
    ),
    textFile('uname', `Linux ${scene.hostName} 6.18.44-fc-v595 #1 SMP PREEMPT_DYNAMIC @0 x86_64 GNU/Linux\n`),
    textFile('dockerd.pid', `${scene.dockerdPid}\n`),
    textFile('proc/sys/fs/file-nr', `${files}\t0\t${Math.max(2_466_183, Math.round(total / 10))}\n`),
    textFile('proc/sys/fs/nr_open', '1048576\n'),
    textFile('proc/loadavg', '3.81 1.92 0.87 1/236 28700\n'),
    textFile('proc/uptime', `${upSeconds.toFixed(2)} ${(upSeconds * 1.78).toFixed(2)}\n`),
    textFile('proc/stat', readShape('shapes', 'host/stat.txt')),
    textFile(
      'proc/meminfo',
      fill(readShape('shapes', 'host/meminfo.txt'), {
        total: wide(total, 'MemTotal:'),
        free: wide(total - used - 900_000, 'MemFree:'),
        available: wide(total - used - 450_000, 'MemAvailable:'),
        anonymous: wide(used, 'AnonPages:'),
        active: kib(1640),
        inactive: kib(used),
      }),
    ),
  ];
}
