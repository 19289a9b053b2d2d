import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { formatBytes } from '../../src/wording/figures.ts';

/** What somebody must know to judge the figures: name and value. */
export type Machine = readonly (readonly [name: string, value: string])[];

/** The machine, the date and the commit. */
export function describeMachine(): Machine {
  const processors = cpus();
  return [
    [
      'machine',
      `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${formatBytes(totalmem())}`,
    ],
    ['kernel', release()],
    ['Node', process.version],
    ['date', new Date().toISOString().slice(0, 16).replace('T', ' ')],
    ['commit', commit()],
    ['load when it began', loadavg()[0]?.toFixed(1) ?? 'unknown'],
  ];
}

function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'src') === '' ? '' : ', with changes'}`;
  } catch {
    return 'unknown';
  }
}
