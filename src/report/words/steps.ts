import type { StepStatement } from '../../model/statements/steps.ts';
import type { Words } from './words.ts';

export const STEP_WORDS: Words<StepStatement> = {
  'match-causes': ({ daemon, of }) =>
    `See which known causes come near the goroutines of ${daemon}, and what is missing${PLACES[of]}.`,
  'see-locks': () => 'See which goroutines hold the locks that others wait for.',
  'see-fds': ({ daemon }) => `See what the file descriptors of ${daemon} are.`,
  'record-heap': () => 'Record its heap profile (docs/collecting-a-case.md).',
};

const PLACES = { case: ' (in the folder of the case)', recording: ', in a recording of this host', host: '' };
