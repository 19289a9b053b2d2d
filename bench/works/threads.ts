import { formatCount } from '../../src/wording/figures.ts';
import { deadwait } from '../deadwait.ts';
import { holdThreads } from '../inputs/held.ts';
import { pointOf } from '../measure/point.ts';
import { timeChild } from '../measure/time-child.ts';
import { timeCommands } from '../measure/time-command.ts';
import type { Row, Work } from '../work.ts';

/** Every thread with its state and where in the kernel it waits, beside ps. */
export const threads: Work = {
  name: 'threads',
  says: 'find the threads in D among all of a host',
  programs: new Map([
    ['ps', 'procps'],
    ['python3', 'python3-minimal'],
  ]),
  measure: async ({ quick }) => {
    const sizes = quick ? [1000, 2000] : [2000, 4000, 7000, 10_000];
    const rows: Row[] = [];
    const points = [];
    for (const size of sizes) {
      const held = await holdThreads(size);
      try {
        const inside = await timeChild('reading alone', 'read-threads', [], 5);
        points.push(pointOf(size / 1000, inside));
        if (size !== sizes.at(-1)) continue;
        const ps = ['ps', '-eLo', 'pid,tid,stat,wchan'] as const;
        const [ours, theirs] = await timeCommands([
          { command: deadwait('tasks'), runs: 5 },
          { command: { name: ps.join(' '), argv: ps }, runs: 5 },
        ]);
        if (ours === undefined || theirs === undefined) continue;
        const named = `${formatCount(size)} threads`;
        rows.push({ work: 'threads with state and wchan, whole program', size: named, ours, theirs });
        rows.push({
          work: 'threads with state and wchan',
          size: named,
          ours: inside,
          theirs,
          target: { ratio: 1 },
        });
      } finally {
        await held.release();
      }
    }
    return { rows, growth: [{ work: 'threads', unit: 'thousand threads', points }] };
  },
};
