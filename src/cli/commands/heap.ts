import { accountProfile } from '../../causes/heap/account-heap.ts';
import { reportHeap } from '../../report/steps/heap.ts';
import { isBinary } from '../bare-file.ts';
import type { Command } from '../command.ts';
import { profileName } from '../profile-name.ts';
import { runStep } from '../run-step.ts';

const PLACE = 'pprof/dockerd/heap';

/** What fills the memory of the daemons, or of any Go program. */
export const heap: Command = {
  summary: 'show what fills the heap of the daemons, or of any Go program',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser
      .argument('[file]', 'a heap profile, protobuf or debug=1, gzipped or not; - for standard input')
      .allowExcessArguments(false),
  run: (call) =>
    runStep(call, {
      only: ['heap', 'daemons'],
      place: (file) => {
        if (file.head.startsWith('heap profile:')) return `${PLACE}.debug1.txt`;
        return isBinary(file) ? `${PLACE}.pb.gz` : undefined;
      },
      rename: (snapshot, file) => ({
        ...snapshot,
        heaps: snapshot.heaps.map((profile) => ({ ...profile, ...profileName(file) })),
      }),
      report: (snapshot) => reportHeap(snapshot.heaps.map((profile) => accountProfile(snapshot, profile))),
      nothing: 'No heap profile was read.',
    }),
};
