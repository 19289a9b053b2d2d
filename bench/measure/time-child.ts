import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Figure } from '../work.ts';
import { median } from './statistics.ts';

const run = promisify(execFile);
const answer = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakBytes: z.number(),
  count: z.number().optional(),
});

/**
 * Runs a script of children/ in a fresh process, so often, and gives the time that it measured itself: the work alone,
 * without the start of Node, but with code that nothing has warmed up.
 */
export async function timeChild(
  name: string,
  script: string,
  args: readonly string[],
  runs: number,
): Promise<Figure & { readonly count: number }> {
  const path = fileURLToPath(new URL(`../children/${script}.js`, import.meta.url));
  const seconds: number[] = [];
  const cpu: number[] = [];
  let peakBytes = 0;
  let count = 0;
  for (let i = 0; i < runs; i++) {
    const { stdout } = await run(process.execPath, [path, ...args], { maxBuffer: 1 << 20 });
    const found = answer.parse(JSON.parse(stdout));
    seconds.push(found.seconds);
    cpu.push(found.cpuSeconds);
    peakBytes = Math.max(peakBytes, found.peakBytes);
    count = found.count ?? 0;
  }
  return {
    name,
    bestSeconds: Math.min(...seconds),
    medianSeconds: median(seconds),
    peakBytes,
    cpuSeconds: Math.min(...cpu),
    count,
  };
}
