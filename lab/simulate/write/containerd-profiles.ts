import type { CaseFile } from './case-file.ts';
import { bytesFile, textFile } from './case-file.ts';
import { waitMinutes } from './pprof/wait-minutes.ts';
import type { Recording } from './recording.ts';
import { readShapeBytes } from './shapes.ts';

/** pprof/containerd/: containerd has passed every kill on and is idle; as recorded. */
export function containerdProfiles(recording: Recording): readonly CaseFile[] {
  const { set } = recording.stacks;
  const bytes = (name: string): Buffer => readShapeBytes('stacks', `${set}/containerd/${name}`);
  const age = waitMinutes(recording, recording.scene.dockerdStartedMs);
  const dump = bytes('goroutine.debug2.txt').toString().replaceAll('@age@', age);
  return [
    textFile('pprof/containerd/goroutine.debug2.txt', dump),
    ...['goroutine.debug1.txt', 'goroutine.pb.gz', 'heap.pb.gz'].map((name) =>
      bytesFile(`pprof/containerd/${name}`, bytes(name)),
    ),
  ];
}
