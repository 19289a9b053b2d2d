import { formatCount } from '../../src/wording/figures.ts';
import { blockedCase } from '../inputs/blocked-case.ts';
import { pointOf } from '../measure/point.ts';
import { timeChild } from '../measure/time-child.ts';
import type { Row, Work } from '../work.ts';

const MOUNTS = 2000;

/** What each of many blocked threads waits for, among thousands of mounts: the time grows with the threads alone. */
export const blockedThreads: Work = {
  name: 'blocked-threads',
  says: 'find what many blocked threads wait for among 2 000 mounts',
  programs: new Map(),
  measure: async (context) => {
    const sizes = [125, 250, 500, 1000];
    const rows: Row[] = [];
    const points = [];
    for (const threads of sizes) {
      const folder = await blockedCase(context, threads, MOUNTS);
      const warm = await timeChild('without reading files', 'collect-tasks', [folder, 'warm'], 5);
      points.push(pointOf(threads, warm));
      if (threads !== sizes.at(-1)) continue;
      const size = `${formatCount(threads)} threads, ${formatCount(MOUNTS)} mounts`;
      const cold = await timeChild('with reading files', 'collect-tasks', [folder], 5);
      rows.push({ work: 'what blocked threads wait for', size, ours: warm, target: { seconds: 0.4 } });
      rows.push({ work: 'what blocked threads wait for, from a folder', size, ours: cold });
    }
    return { rows, growth: [{ work: 'blocked threads', unit: 'threads', points }] };
  },
};
