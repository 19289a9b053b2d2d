import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContainer } from '../../rig/containers.ts';
import type { Rig } from '../../rig/rig.ts';
import { startScript } from '../../rig/start-process.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import type { KubeletVersion } from './klog-lines.ts';

export interface KubeletOptions {
  /** Pods that were deleted, a container each. */
  readonly terminating: readonly LabContainer[];
  /** Seconds; -1 for ever. */
  readonly gracePeriod: number;
  readonly version?: KubeletVersion;
  readonly clientTimeoutMs?: number;
  /** Attempts at once. Default 1. */
  readonly atOnce?: number;
  /** Rounds of attempts, one after the other with pauses that double. Default: no end. */
  readonly rounds?: number;
}

/** Starts a stand-in of kubelet that stops these containers; resolves when its first attempts have failed. */
export async function startKubelet(rig: Rig, options: KubeletOptions): Promise<void> {
  const { terminating, gracePeriod, version = '1.15', clientTimeoutMs = 2000, atOnce = 1 } = options;
  const log = join(rig.folder, 'kubelet.log');
  const targets = terminating.map(({ id, container, pod, namespace, podUid }) => {
    return { id, container, pod, namespace, podUid, gracePeriod };
  });
  const pace = { clientTimeoutMs, firstPauseMs: 500, longestPauseMs: 4000, atOnce };
  const rounds = options.rounds ?? Number.MAX_SAFE_INTEGER;
  startScript(
    new URL('kubelet.ts', import.meta.url),
    { socket: rig.docker.socket, version, targets, ...pace, rounds },
    { state: rig.state, role: 'kubelet', log },
  );
  const wanted = atOnce * terminating.length;
  await waitUntil(`${wanted} stops have failed`, () => countFailures(log) >= wanted || undefined, {
    patienceMs: clientTimeoutMs + 30_000,
    everyMs: 100,
  });
}

function countFailures(log: string): number {
  return readFileSync(log, 'utf8').split('from runtime service failed').length - 1;
}
