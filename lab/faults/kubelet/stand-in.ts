import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { sleep } from '../../rig/wait-until.ts';
import type { KlogClock, StopTarget } from './klog-lines.ts';

export const stopTarget = z.object({
  id: z.string(),
  container: z.string(),
  pod: z.string(),
  namespace: z.string(),
  podUid: z.string(),
  gracePeriod: z.int(),
});

/** How attempts follow each other. */
export const paceShape = {
  /** Real ones begin with ten seconds, and go up to five minutes. */
  firstPauseMs: z.int(),
  longestPauseMs: z.int(),
  /** Attempts at once, as if so many had been made in a row: a day of retries in a second. */
  atOnce: z.int(),
  /** Rounds of attempts; then it only lives on. */
  rounds: z.int(),
};

interface Pace {
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  readonly atOnce: number;
  readonly rounds: number;
}

const BACKED_OFF = 2;
const FOREVER_MS = 0x7fff_ffff;

/** Goes on as a process of this name that makes its attempts at each target until one of them succeeds. */
export async function liveAs(
  name: string,
  targets: readonly StopTarget[],
  pace: Pace,
  stop: (target: StopTarget, round: number) => Promise<boolean>,
): Promise<void> {
  writeFileSync('/proc/self/comm', name);
  setInterval(() => {}, FOREVER_MS);
  await Promise.all(targets.map((target) => stopAgainAndAgain(target, pace, stop)));
}

async function stopAgainAndAgain(
  target: StopTarget,
  pace: Pace,
  stop: (target: StopTarget, round: number) => Promise<boolean>,
): Promise<void> {
  let pauseMs = pace.firstPauseMs;
  for (let round = 0; round < pace.rounds; round++) {
    const attempts = Array.from({ length: pace.atOnce }, () => stop(target, round));
    if ((await Promise.all(attempts)).includes(true)) return;
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * BACKED_OFF, pace.longestPauseMs);
  }
}

export function clock(): KlogClock {
  return { at: new Date(), pid: process.pid };
}

/** Standard output is the log. */
export function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
