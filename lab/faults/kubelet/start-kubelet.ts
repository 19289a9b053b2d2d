import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContainer } from '../../rig/containers.ts';
import type { CriRig } from '../../rig/cri/cri-rig.ts';
import type { Rig } from '../../rig/rig.ts';
import { startScript } from '../../rig/start-process.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import type { StopTarget } from './klog-lines.ts';

export interface KubeletOptions {
  /** Pods that were deleted, a container each. */
  readonly terminating: readonly LabContainer[];
  /** Seconds; -1 for ever. */
  readonly gracePeriod: number;
  readonly version?: '1.15' | '1.21';
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
  const targets = targetsOf(terminating, gracePeriod);
  const pace = { clientTimeoutMs, firstPauseMs: 500, longestPauseMs: 4000, atOnce };
  const rounds = options.rounds ?? Number.MAX_SAFE_INTEGER;
  startScript(
    new URL('kubelet.ts', import.meta.url),
    { socket: rig.docker.socket, version, targets, ...pace, rounds },
    { state: rig.state, role: 'kubelet', log },
  );
  await waitForFailures(log, atOnce * terminating.length, clientTimeoutMs + 30_000);
}

export interface CriKubeletOptions {
  readonly terminating: readonly LabContainer[];
  /** Seconds. */
  readonly gracePeriod: number;
  /** How long each round of attempts waits for its answers; the last one holds for all that follow. */
  readonly deadlinesMs: readonly number[];
  readonly atOnce: number;
}

/** The same for a CRI runtime: kubelet 1.27 that calls StopContainer. */
export async function startCriKubelet(rig: CriRig, options: CriKubeletOptions): Promise<void> {
  const { terminating, gracePeriod, deadlinesMs, atOnce } = options;
  const log = join(rig.folder, 'kubelet.log');
  const pace = { firstPauseMs: 500, longestPauseMs: 4000, atOnce, rounds: Number.MAX_SAFE_INTEGER };
  startScript(
    new URL('cri-kubelet.ts', import.meta.url),
    { socket: rig.cri.socket, targets: targetsOf(terminating, gracePeriod), deadlinesMs, ...pace },
    { state: rig.state, role: 'kubelet', log },
  );
  await waitForFailures(log, atOnce * terminating.length, (deadlinesMs[0] ?? 0) + 30_000);
}

function targetsOf(terminating: readonly LabContainer[], gracePeriod: number): readonly StopTarget[] {
  return terminating.map(({ id, container, pod, namespace, podUid }) => {
    return { id, container, pod, namespace, podUid, gracePeriod };
  });
}

async function waitForFailures(log: string, wanted: number, patienceMs: number): Promise<void> {
  await waitUntil(`${wanted} stops have failed`, () => countFailures(log) >= wanted || undefined, {
    patienceMs,
    everyMs: 100,
  });
}

function countFailures(log: string): number {
  return readFileSync(log, 'utf8').split('from runtime service failed').length - 1;
}
