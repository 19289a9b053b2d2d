import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import type { Recording } from '../recording.ts';
import { fill, readShape } from '../shapes.ts';
import { containerdArguments, dockerdArguments, shimArguments, shimComm } from './command-lines.ts';
import { containerdDescriptors, dockerdDescriptors, shimDescriptors } from './descriptors.ts';
import { hostMounts } from './host-mounts.ts';

const PAGE = 4096;
const KIBIBYTE = 1024;
/** Of the program itself. */
const MAPPED_BYTES = 46 << 20;

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly comm: string;
  readonly args: readonly string[];
  readonly threads: number;
  readonly rssBytes: number;
  readonly mappedBytes: number;
  readonly descriptors: number;
  readonly startedMs: number;
}

/** proc/<pid>/ of dockerd, containerd and the shims. */
export function processFiles(recording: Recording): readonly CaseFile[] {
  const { scene, memory, stacks, running } = recording;
  const startedMs = scene.dockerdStartedMs;
  const dockerd: ProcessFacts = {
    pid: scene.dockerdPid,
    parent: 1,
    comm: 'dockerd',
    args: dockerdArguments(stacks.set),
    threads: 10,
    rssBytes: memory.rssBytes,
    mappedBytes: MAPPED_BYTES,
    descriptors: recording.descriptors,
    startedMs,
  };
  const containerd: ProcessFacts = {
    ...dockerd,
    pid: scene.containerdPid,
    parent: scene.dockerdPid,
    comm: 'containerd',
    args: containerdArguments(),
    rssBytes: 62 << 20,
    mappedBytes: 36 << 20,
    descriptors: 15 + 2 * running.length,
  };
  return [
    ...filesOf(recording, dockerd),
    dockerdDescriptors(recording),
    textFile(`proc/${dockerd.pid}/mountinfo`, hostMounts(recording)),
    textFile(
      `proc/${dockerd.pid}/smaps_rollup`,
      fill(readShape('shapes', 'process/smaps_rollup.txt'), memoryOf(dockerd, 18)),
    ),
    ...filesOf(recording, containerd),
    containerdDescriptors(recording),
    ...running.flatMap((container, place) => [
      ...filesOf(recording, {
        pid: container.shimPid,
        parent: stacks.set === '18.09.2' ? scene.containerdPid : 1,
        comm: shimComm(),
        args: shimArguments(stacks.set, container.id),
        threads: 9,
        rssBytes: 9_523_200,
        mappedBytes: 6_643_712,
        descriptors: 14,
        startedMs: container.startedMs,
      }),
      shimDescriptors(container, place),
    ]),
  ];
}

function filesOf({ outcome, scene }: Recording, process: ProcessFacts): readonly CaseFile[] {
  const folder = `proc/${process.pid}`;
  const limit = String(outcome.parameters.descriptorLimit).padEnd(21);
  const virtualBytes = process.rssBytes + (1_360 << 20);
  const values = {
    ...memoryOf(process, 8),
    name: process.comm,
    pid: process.pid,
    parent: process.parent,
    session: process.pid,
    threads: process.threads,
    tableSize: Math.max(64, 2 ** Math.ceil(Math.log2(process.descriptors + 1))),
    virtual: String(Math.round(virtualBytes / KIBIBYTE)).padStart(8),
    virtualBytes,
    rssPages: Math.round(process.rssBytes / PAGE),
    started: Math.round((process.startedMs - scene.bootedMs) / 10),
  };
  return [
    textFile(`${folder}/status`, fill(readShape('shapes', 'process/status.txt'), values)),
    textFile(`${folder}/stat`, fill(readShape('shapes', 'process/stat.txt'), values)),
    textFile(
      `${folder}/limits`,
      fill(readShape('shapes', 'process/limits.txt'), { soft: limit, hard: limit }),
    ),
    textFile(`${folder}/cgroup`, readShape('shapes', 'process/cgroup.txt')),
    textFile(`${folder}/cmdline`, process.args.map((word) => `${word}\0`).join('')),
  ];
}

function memoryOf({ rssBytes, mappedBytes }: ProcessFacts, width: number): Readonly<Record<string, string>> {
  const kib = (bytes: number): string => String(Math.round(bytes / KIBIBYTE)).padStart(width);
  return {
    rss: kib(rssBytes),
    anonymous: kib(rssBytes - mappedBytes),
    mapped: kib(mappedBytes),
    heap: kib(rssBytes - mappedBytes + (80 << 20)),
  };
}
