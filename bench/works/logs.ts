import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadLogMessages } from '../../src/knowledge/log-knowledge.ts';
import { compileLogMessages } from '../../src/parse/log/log-messages.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { deadwait } from '../deadwait.ts';
import { simulatedCase, sizesOf } from '../inputs/simulated-case.ts';
import { pointOf } from '../measure/point.ts';
import { timeCommand, timeCommands } from '../measure/time-command.ts';
import type { Command } from '../measure/time-command.ts';
import type { Row, Work } from '../work.ts';

/** Logs of dockerd and kubelet to repeated stops by container, beside ripgrep, which counts lines with the same words. */
export const logs: Work = {
  name: 'logs',
  says: 'count what the logs of dockerd and kubelet repeat',
  programs: new Map([['rg', 'ripgrep']]),
  measure: async (context) => {
    mkdirSync(context.folder, { recursive: true });
    const { needles } = compileLogMessages(await loadLogMessages());
    const words = needles.flatMap((needle) => ['-e', needle]);
    const rows: Row[] = [];
    const points = [];
    for (const stops of sizesOf(context)) {
      const { logs: files } = await simulatedCase(context, stops);
      const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
      if (stops !== sizesOf(context).at(-1)) {
        points.push(pointOf(bytes / 1e9, await timeCommand(deadwait('logs', ...files), 3)));
        continue;
      }
      const rg: Command = { name: 'rg -c -F', argv: ['rg', '-c', '-F', ...words, ...files] };
      const [ours, theirs] = await timeCommands([
        { command: deadwait('logs', ...files), runs: 5 },
        { command: rg, runs: 5 },
      ]);
      if (ours === undefined || theirs === undefined) continue;
      const size = `${formatCount(Math.round(bytes / 1e6))} MB`;
      rows.push({
        work: 'logs to stops by container',
        size,
        ours,
        theirs,
        target: { ratio: 0.2 },
        note: `${needles.length} words`,
      });
      points.push(pointOf(bytes / 1e9, ours));
      rows.push(await lastHour(join(files[0] ?? '')));
    }
    return { rows, growth: [{ work: 'logs to stops by container', unit: 'GB', points }] };
  },
};

async function lastHour(file: string): Promise<Row> {
  const size = `the last hour of ${formatCount(Math.round(statSync(file).size / 1e6))} MB`;
  const ours = await timeCommand(deadwait('logs', '--since', '1h', file), 5);
  return { work: 'logs with --since', size, ours };
}
