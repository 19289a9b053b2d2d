// Stops containers as kubelet does through CRI, in a process of its own that is called kubelet: StopContainer with the grace
// period, a deadline of its own (real ones: the grace period and two minutes), and again after a pause that doubles. Its standard
// output is kubelet's log. The argument is its settings in JSON.

import { z } from 'zod';
import { CriClient, CriError } from '../../rig/cri/cri-client.ts';
import { attemptLines, failureLines } from './klog-lines.ts';
import type { StopTarget } from './klog-lines.ts';
import { clock, liveAs, paceShape, stopTarget, write } from './stand-in.ts';

const settings = z.object({
  socket: z.string(),
  targets: z.array(stopTarget),
  /** For each round of attempts; the last one holds for all that follow. */
  deadlinesMs: z.array(z.int()).min(1),
  ...paceShape,
});

const VERSION = '1.27';
const CODES = new Map([
  [1, 'Canceled'],
  [4, 'DeadlineExceeded'],
  [14, 'Unavailable'],
]);

const { socket, targets, deadlinesMs, ...pace } = settings.parse(JSON.parse(process.argv[2] ?? ''));
const cri = new CriClient(socket);
await liveAs('kubelet', targets, pace, stop);

/** One attempt; whether the container has stopped. */
async function stop(target: StopTarget, round: number): Promise<boolean> {
  write(attemptLines(VERSION, target, clock()));
  const request = { container_id: target.id, timeout: target.gracePeriod };
  const deadlineMs = deadlinesMs[Math.min(round, deadlinesMs.length - 1)];
  try {
    await cri.ask('StopContainer', request, z.object({}), deadlineMs);
    return true;
  } catch (error) {
    if (!(error instanceof CriError)) throw error;
    const code = CODES.get(error.code) ?? 'Unknown';
    // grpc-js tells how long it waited; Go says it in these words
    const reason = code === 'DeadlineExceeded' ? 'context deadline exceeded' : error.details;
    write(failureLines(VERSION, target, reason, clock(), code));
    return false;
  }
}
