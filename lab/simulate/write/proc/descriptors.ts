import { STAGE } from '../../model/history.ts';
import type { SceneContainer } from '../../scene/scene.ts';
import type { CaseFile } from '../case-file.ts';
import { textFile } from '../case-file.ts';
import { Chunk } from '../chunk.ts';
import { hasStdout } from '../recording.ts';
import type { Recording } from '../recording.ts';
import { containerInode, hostInode, serverInode } from '../socket-inodes.ts';

const DATABASES = {
  '18.09.2': [
    '/var/lib/docker/volumes/metadata.db',
    'socket:13',
    '/var/lib/docker/builder/fscache.db',
    '/var/lib/docker/buildkit/snapshots.db',
    '/var/lib/docker/buildkit/metadata.db',
    '/var/lib/docker/buildkit/cache.db',
    'socket:18',
  ],
  '20.10.24': [
    'socket:12',
    '/var/lib/docker/volumes/metadata.db',
    'socket:14',
    '/var/lib/docker/buildkit/containerdmeta.db',
    '/var/lib/docker/buildkit/snapshots.db',
    '/var/lib/docker/buildkit/metadata_v2.db',
    '/var/lib/docker/buildkit/cache.db',
    'socket:19',
  ],
} as const;
const STANDARD = ['/dev/null', '/var/lib/dockerd.log', '/var/lib/dockerd.log'];

/** proc/<dockerd>/fd.txt: its own, those of the containers, and one socket for each stop that waits. */
export function dockerdDescriptors(recording: Recording): CaseFile {
  const path = `proc/${recording.scene.dockerdPid}/fd.txt`;
  return { path, chunks: () => writeDescriptors(recording) };
}

function* writeDescriptors(recording: Recording): Generator<Uint8Array> {
  const { history } = recording.outcome;
  const chunk = new Chunk();
  let descriptor = 0;
  for (const target of [...ownTargets(recording), ...recording.running.flatMap(containerTargets)]) {
    chunk.text(`${descriptor++} ${target}\n`);
    if (chunk.isFull) yield chunk.take();
  }
  for (let stop = 0; stop < history.stopCount; stop++) {
    if (history.stage.get(stop) === STAGE.ended) continue;
    chunk.number(descriptor++);
    chunk.text(' socket:[');
    chunk.number(serverInode(history.handlerId.get(stop)));
    chunk.text(']\n');
    if (chunk.isFull) yield chunk.take();
  }
  yield chunk.take();
}

/** Descriptor of the first stop. */
export function firstStopDescriptor(recording: Recording): number {
  return ownTargets(recording).length + recording.running.flatMap(containerTargets).length;
}

function ownTargets({ stacks }: Recording): readonly string[] {
  const socket = (nth: number): string => `socket:[${hostInode(nth)}]`;
  const first = [
    ...STANDARD,
    socket(3),
    'anon_inode:[eventpoll]',
    'pipe:[22790]',
    'pipe:[22790]',
    socket(7),
    socket(8),
    socket(9),
    '/dev/null',
    socket(11),
  ];
  const rest = DATABASES[stacks.set].map((target) =>
    target.startsWith('socket:') ? socket(Number(target.slice('socket:'.length))) : target,
  );
  return [...first, ...rest];
}

/** Its output, its log, and a netlink socket in its network namespace. */
function containerTargets(container: SceneContainer, place: number): readonly string[] {
  const folder = `/var/run/docker/containerd/${container.id}`;
  return [
    ...(hasStdout(container) ? [`${folder}/init-stdout`, `${folder}/init-stdout`] : []),
    `${folder}/init-stderr`,
    `socket:[${containerInode(place, 0)}]`,
    `/var/lib/docker/containers/${container.id}/${container.id}-json.log`,
    `${folder}/init-stderr`,
  ];
}

/** proc/<containerd>/fd.txt. */
export function containerdDescriptors({ scene, running }: Recording): CaseFile {
  const own = [
    ...STANDARD,
    '/var/lib/docker/containerd/daemon/io.containerd.metadata.v1.bolt/meta.db',
    'anon_inode:[eventpoll]',
    'pipe:[23617]',
    'pipe:[23617]',
    'anon_inode:[eventpoll]',
    ...[21, 22].map((nth) => `socket:[${hostInode(nth)}]`),
    '/dev/null',
    ...[23, 24, 25, 26].map((nth) => `socket:[${hostInode(nth)}]`),
  ];
  const shims = running.flatMap((_, place) => [1, 2].map((nth) => `socket:[${containerInode(place, nth)}]`));
  const lines = [...own, ...shims].map((target, descriptor) => `${descriptor} ${target}\n`);
  return textFile(`proc/${scene.containerdPid}/fd.txt`, lines.join(''));
}

/** proc/<shim>/fd.txt. */
export function shimDescriptors({ id, shimPid }: SceneContainer, place: number): CaseFile {
  const folder = `/var/run/docker/containerd/${id}`;
  const targets = [
    '/dev/null',
    `pipe:[${containerInode(place, 6)}]`,
    `pipe:[${containerInode(place, 7)}]`,
    `socket:[${containerInode(place, 3)}]`,
    'anon_inode:[eventpoll]',
    `${folder}/init-stdout`,
    `${folder}/init-stdout`,
    `${folder}/init-stderr`,
    `${folder}/init-stderr`,
    'anon_inode:[eventpoll]',
    '/dev/null',
    'anon_inode:[eventfd]',
    '/dev/null',
    `socket:[${containerInode(place, 1)}]`,
  ];
  const lines = targets.map((target, descriptor) => `${descriptor} ${target}\n`);
  return textFile(`proc/${shimPid}/fd.txt`, lines.join(''));
}
