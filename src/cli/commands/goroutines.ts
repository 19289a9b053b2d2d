import { reportGoroutines } from '../../report/steps/goroutines.ts';
import type { Command } from '../command.ts';
import { placeOfGoroutines, renameGoroutines, unpasteGoroutines } from '../goroutine-file.ts';
import { runStep } from '../run-step.ts';

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
      prepare: unpasteGoroutines,
      place: placeOfGoroutines,
      rename: renameGoroutines,
      report: reportGoroutines,
      nothing: 'No goroutine profile was read.',
    }),
};
