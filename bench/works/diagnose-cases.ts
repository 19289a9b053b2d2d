import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatCount } from '../../src/wording/figures.ts';
import { deadwait } from '../deadwait.ts';
import { simulatedCase, sizesOf } from '../inputs/simulated-case.ts';
import { pointOf } from '../measure/point.ts';
import { timeCommand } from '../measure/time-command.ts';
import type { Row, Work } from '../work.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RECORDED = ['examples/kill-wait-18.09.2.tar.gz', 'test/cases/healthy-18.09.2.tar.gz'];

/** The whole diagnosis of recorded hosts, from the archive to the report. */
export const diagnoseCases: Work = {
  name: 'diagnose-cases',
  says: 'diagnose recorded and simulated hosts',
  programs: new Map(),
  measure: async (context) => {
    const rows: Row[] = [];
    for (const path of [...RECORDED.map((name) => join(ROOT, name)), ...context.cases]) {
      const target = basename(path).startsWith('kill-wait-18.09.2-full') ? { target: { seconds: 1.2 } } : {};
      const ours = await timeCommand(deadwait('diagnose', '--case', path), 5);
      rows.push({ work: 'diagnose a case', size: basename(path), ours, ...target });
    }
    const points = [];
    for (const stops of sizesOf(context)) {
      const { folder, dump } = await simulatedCase(context, stops);
      const ours = await timeCommand(deadwait('diagnose', '--case', folder), 3);
      points.push(pointOf(stops / 1000, ours));
      if (stops !== sizesOf(context).at(-1)) continue;
      const size = `${formatCount(2 * stops)} goroutines, ${(statSync(dump).size / 1e9).toFixed(1)} GB of dump`;
      const target = context.quick ? {} : { target: { seconds: 10, peakBytes: 500e6 } };
      rows.push({ work: 'diagnose a simulated case', size, ours, ...target });
    }
    return { rows, growth: [{ work: 'diagnose a simulated case', unit: 'thousand stops', points }] };
  },
};
