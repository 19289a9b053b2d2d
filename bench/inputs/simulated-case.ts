import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchContext } from '../work.ts';
import { madeOnce } from './made-once.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where a simulated case has its parts. */
export interface SimulatedCase {
  readonly folder: string;
  readonly stops: number;
  readonly dump: string;
  readonly logs: readonly string[];
}

/** The incident of that size that started it: 786 212 stops, 1 572 822 goroutines, 2.4 GB of dump, 1.3 GB of logs. */
export const INCIDENT_STOPS = 786_212;

/** Simulates dockerd 18.09.2 after so many stops of three containers; made once, and kept until the bench ends. */
export async function simulatedCase(context: BenchContext, stops: number): Promise<SimulatedCase> {
  const folder = await madeOnce(join(context.folder, `stops-${stops}`), async (part) => {
    context.says(`simulating ${stops} stops`);
    const args = ['run', '--silent', 'lab', '--', 'simulate', '--stops', String(stops), '--containers', '3'];
    await run('npm', [...args, '--daemon', '18.09.2', '-o', part], { cwd: ROOT });
  });
  return {
    folder,
    stops,
    dump: join(folder, 'pprof/dockerd/goroutine.debug2.txt'),
    logs: [join(folder, 'logs/dockerd.log'), join(folder, 'logs/kubelet.log')],
  };
}

/** Four sizes, each half of the next. */
export function sizesOf({ quick }: BenchContext): readonly number[] {
  const largest = quick ? 40_000 : INCIDENT_STOPS;
  return [8, 4, 2, 1].map((part) => Math.round(largest / part));
}
