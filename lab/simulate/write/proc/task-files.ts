import type { SceneContainer, StuckPart } from '../../scene/scene.ts';
import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import type { Recording } from '../recording.ts';
import { fill, readShape } from '../shapes.ts';
import { containerInode } from '../socket-inodes.ts';

const FILES = ['stat', 'status', 'stack', 'syscall', 'wchan', 'mountinfo', 'comm', 'cmdline'] as const;
/** Bit 8 of the mask is signal 9. */
const SIGKILL_PENDING = '0000000000000100';
const NOTHING_PENDING = '0000000000000000';

/** proc/<pid>/task/<tid>/ of every task that hangs, and what its FUSE connection waits for. */
export function taskFiles(recording: Recording): readonly CaseFile[] {
  return recording.scene.containers.flatMap((container, place) => {
    const { stuck } = container;
    if (stuck === undefined) return [];
    const connection = stuck.volume.fstype.startsWith('fuse') ? [fuseConnection(stuck)] : [];
    return stuck.tasksGone ? connection : [...connection, ...filesOf(recording, container, stuck, place)];
  });
}

function fuseConnection({ volume, tasksGone }: StuckPart): CaseFile {
  return textFile(`sys/fs/fuse/connections/${volume.minor}/waiting`, tasksGone ? '0\n' : '1\n');
}

function filesOf(
  { scene }: Recording,
  container: SceneContainer,
  stuck: StuckPart,
  place: number,
): readonly CaseFile[] {
  const pipe = (nth: number): number => containerInode(place, 5 + nth);
  return stuck.taskPids.flatMap((pid, nth) => {
    const shape = stuck.fault.tasks[nth] ?? '';
    const folder = `proc/${pid}/task/${pid}`;
    const values = {
      id: container.id,
      layer: container.layer,
      link: container.link,
      pid,
      parent: pid === container.initPid ? container.shimPid : container.initPid,
      started: Math.round((container.startedMs - scene.bootedMs) / 10),
      pending: stuck.killed ? SIGKILL_PENDING : NOTHING_PENDING,
      device: stuck.volume.device,
      source: stuck.volume.source,
      pipe1: pipe(1),
      pipe2: pipe(2),
    };
    return [
      ...FILES.map((name) =>
        textFile(`${folder}/${name}`, fill(readShape('shapes', `task/${shape}/${name}.txt`), values)),
      ),
      textFile(`${folder}/fd.txt`, fill(readShape('shapes', `task/${shape}/fd.txt`), values)),
      textFile(`${folder}/cgroup`, fill(readShape('shapes', 'task/cgroup.txt'), values)),
    ];
  });
}
