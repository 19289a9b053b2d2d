import { reportGoroutines } from '../../report/steps/goroutines.ts';
import { isBinary, type BareFile } from '../bare-file.ts';
import type { Command } from '../command.ts';
import { profileName } from '../profile-name.ts';
import { runStep } from '../run-step.ts';

const PLACE = 'pprof/dockerd/goroutine';

/** Where the goroutines of the daemons wait, or those of any Go program. */
export const goroutines: Command = {
  summary: 'show where the goroutines of the daemons wait, or those of any Go program',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser
      .argument('[file]', 'a dump: debug=2, debug=1 or protobuf, gzipped or not; - for standard input')
      .allowExcessArguments(false),
  run: (call) =>
    runStep(call, {
      only: ['goroutines'],
      place: placeOf,
      rename: (snapshot, file) => ({
        ...snapshot,
        goroutines: snapshot.goroutines.map((profile) => ({ ...profile, ...profileName(file) })),
      }),
      report: reportGoroutines,
      nothing: 'No goroutine profile was read.',
    }),
};

/** Told by content. A full dump may have anything in front of it: a panic's message, a log's lines. */
function placeOf(file: BareFile): string | undefined {
  const { head } = file;
  if (head.startsWith('goroutine profile:')) return `${PLACE}.debug1.txt`;
  if (/^goroutine \d{1,19} (?:[^[\n]{0,80})?\[/m.test(head)) return `${PLACE}.debug2.txt`;
  return isBinary(file) ? `${PLACE}.pb.gz` : undefined;
}
