// Stops containers as kubelet does through dockershim, in a process of its own that is called kubelet: POST /containers/{id}/stop
// with the grace period, a limit of its own on the client's side, and again after a pause that doubles. Its standard output is
// kubelet's log, which a diagnosis finds as that of a real one: behind descriptor 1. The argument is its settings in JSON.

import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { sleep } from '../../rig/wait-until.ts';
import { askImpatiently } from '../give-up.ts';
import { attemptLines, failureLines, TIMED_OUT } from './klog-lines.ts';
import type { KlogClock, StopTarget } from './klog-lines.ts';

const settings = z.object({
  socket: z.string(),
  version: z.enum(['1.15', '1.21']),
  targets: z.array(
    z.object({
      id: z.string(),
      container: z.string(),
      pod: z.string(),
      namespace: z.string(),
      podUid: z.string(),
      gracePeriod: z.int(),
    }),
  ),
  /** Real ones wait for the grace period and two minutes. */
  clientTimeoutMs: z.int(),
  /** Real ones begin with ten seconds, and go up to five minutes. */
  firstPauseMs: z.int(),
  longestPauseMs: z.int(),
  /** Attempts at once, as if so many had been made in a row: a day of retries in a second. */
  atOnce: z.int(),
  /** Rounds of attempts; then it only lives on. */
  rounds: z.int(),
});

const BACKED_OFF = 2;
const FOREVER_MS = 0x7fff_ffff;

const { targets, version, ...pace } = settings.parse(JSON.parse(process.argv[2] ?? ''));
writeFileSync('/proc/self/comm', 'kubelet');
setInterval(() => {}, FOREVER_MS);
await Promise.all(targets.map(stopAgainAndAgain));

async function stopAgainAndAgain(target: StopTarget): Promise<void> {
  let pauseMs = pace.firstPauseMs;
  for (let round = 0; round < pace.rounds; round++) {
    const attempts = Array.from({ length: pace.atOnce }, () => stop(target));
    if ((await Promise.all(attempts)).includes(true)) return;
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * BACKED_OFF, pace.longestPauseMs);
  }
}

/** One attempt; whether the container has stopped. */
async function stop(target: StopTarget): Promise<boolean> {
  write(attemptLines(version, target, clock()));
  const path = `/containers/${target.id}/stop?t=${target.gracePeriod}`;
  const asked = { socket: pace.socket, method: 'POST', path, patienceMs: pace.clientTimeoutMs } as const;
  const answer = await askImpatiently(asked).catch((error: unknown) => String(error));
  if (typeof answer === 'number' && answer < 400) return true;
  const refused = `Error response from daemon: cannot stop container: ${target.id}: tried to kill container, but did not receive an exit event`;
  write(failureLines(version, target, answer === 'gave-up' ? TIMED_OUT : refused, clock()));
  return false;
}

function clock(): KlogClock {
  return { at: new Date(), pid: process.pid };
}

function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
