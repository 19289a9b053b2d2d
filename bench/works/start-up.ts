import { deadwait } from '../deadwait.ts';
import { timeCommands } from '../measure/time-command.ts';
import type { Work } from '../work.ts';

/** How long it takes until the program does anything; Node itself takes most of it. */
export const startUp: Work = {
  name: 'start-up',
  says: 'start the program',
  programs: new Map(),
  measure: async () => {
    const empty = { name: 'node -e 0', argv: [process.execPath, '-e', '0'] as const };
    const [ours, theirs] = await timeCommands([
      { command: deadwait('--version'), runs: 9 },
      { command: empty, runs: 9 },
    ]);
    if (ours === undefined || theirs === undefined) return { rows: [] };
    return { rows: [{ work: 'start-up', size: '--version', ours, theirs, target: { seconds: 0.1 } }] };
  },
};
