// Stops containers as kubelet does through dockershim, in a process of its own that is called kubelet: POST /containers/{id}/stop
// with the grace period, a limit of its own on the client's side, and again after a pause that doubles. Its standard output is
// kubelet's log, which a diagnosis finds as that of a real one: behind descriptor 1. The argument is its settings in JSON.

import { z } from 'zod';
import { askImpatiently } from '../give-up.ts';
import { attemptLines, failureLines, TIMED_OUT } from './klog-lines.ts';
import type { StopTarget } from './klog-lines.ts';
import { clock, liveAs, paceShape, stopTarget, write } from './stand-in.ts';

const settings = z.object({
  socket: z.string(),
  version: z.enum(['1.15', '1.21']),
  targets: z.array(stopTarget),
  /** Real ones wait for the grace period and two minutes. */
  clientTimeoutMs: z.int(),
  ...paceShape,
});

const { targets, version, ...pace } = settings.parse(JSON.parse(process.argv[2] ?? ''));
await liveAs('kubelet', targets, pace, stop);

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
