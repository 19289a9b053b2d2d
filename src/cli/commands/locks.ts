import { loadCauses } from '../../knowledge/load-causes.ts';
import { findLockGraph, describedLocks } from '../../causes/locks/lock-graph.ts';
import { bestProfiles } from '../../causes/facts/profile.ts';
import { findProbes } from '../../investigate/investigate.ts';
import { reportLocks } from '../../report/steps/locks.ts';
import type { Command } from '../command.ts';
import { placeOfGoroutines, renameGoroutines, unpasteGoroutines } from '../goroutine-file.ts';
import { runStep } from '../run-step.ts';
import { withKnowledge } from '../with-knowledge.ts';

/** Who waits for which lock of a daemon, or of any Go program. */
export const locks: Command = {
  summary: 'show which locks goroutines wait for, who holds them, and what the holder waits for',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser
      .argument('[file]', 'a goroutine dump (debug=2 tells most), gzipped or not; - for standard input')
      .allowExcessArguments(false),
  async run(call) {
    const causes = await withKnowledge(() => loadCauses(call.options.knowledge));
    const described = describedLocks(causes);
    return runStep(call, {
      only: ['goroutines'],
      argumentProbes: findProbes(causes),
      prepare: unpasteGoroutines,
      place: placeOfGoroutines,
      rename: renameGoroutines,
      report: ({ goroutines }) =>
        reportLocks(bestProfiles(goroutines).map((profile) => findLockGraph(profile, described))),
      nothing: 'No goroutine profile was read.',
    });
  },
};
