import type { Outcome } from '../model/simulate.ts';
import { Random } from '../model/random.ts';
import type { Fault, FaultKind } from './faults.ts';
import { FAULT_KINDS, FAULTS, sourceOf } from './faults.ts';
import { POD_NAMES } from './pod-names.ts';

/** What a container waits for. */
export interface SceneVolume {
  readonly source: string;
  readonly fstype: string;
  readonly hostPath: string;
  readonly destination: string;
  /** `0:39` for FUSE, whose minor is the number of the connection; `7:0` for a loop device. */
  readonly device: string;
  readonly minor: number;
}

export interface SceneContainer {
  readonly id: string;
  readonly pod: string;
  readonly namespace: string;
  readonly uid: string;
  /** Name in the pod. */
  readonly container: string;
  /** As docker has it: `k8s_worker_media-worker_media_5e0c…_0`. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly layer: string;
  readonly link: string;
  readonly sandboxId: string;
  readonly endpoint: string;
  /** Name of the shim's socket below /run/containerd/s. */
  readonly shimSocket: string;
  readonly shimPid: number;
  readonly initPid: number;
  /** The same value in every goroutine that is about it. */
  readonly pointer: number;
  /** From the first event of the simulation; negative: before. */
  readonly startedMs: number;
  /** Only of containers that are stopped. */
  readonly stuck?: StuckPart;
}

export interface StuckPart {
  /** Place in the outcome's columns. */
  readonly index: number;
  readonly fault: Fault;
  readonly volume: SceneVolume;
  /** Pids of the tasks that hang, in the order of the fault's. */
  readonly taskPids: readonly number[];
  /** dockerd knows that it has exited. */
  readonly exited: boolean;
  /** Its tasks are gone, whether dockerd knows it or not. */
  readonly tasksGone: boolean;
  readonly killed: boolean;
}

export interface Scene {
  readonly hostName: string;
  readonly dockerdPid: number;
  readonly containerdPid: number;
  readonly kubeletPid: number;
  /** Newest last: those that nobody stops come first. */
  readonly containers: readonly SceneContainer[];
  /** Since 1970, of the simulation's first event. */
  readonly epochMs: number;
  /** Before the first event. */
  readonly bootedMs: number;
  readonly dockerdStartedMs: number;
}

const FIRST_PID = 11_489;
const PIDS_APART = 53;
const FIRST_FUSE_MINOR = 39;
const CONTAINER_START_MS = -2000;
const DOCKERD_START_MS = -8000;
const BOOT_MS = -1_380_000;

/** The host on which it happens. Same outcome, same scene. */
export function setScene(outcome: Outcome, kinds: readonly FaultKind[] = FAULT_KINDS): Scene {
  const { parameters } = outcome;
  const random = new Random(parameters.seed ^ 0x5ce4e);
  const dockerdPid = 11_412;
  const count = parameters.bystanders + parameters.stops.length;
  const used = new Map<FaultKind, number>();
  let fuseVolumes = 0;
  const containers = Array.from({ length: count }, (_, place): SceneContainer => {
    const index = place - parameters.bystanders;
    const shimPid = FIRST_PID + place * PIDS_APART;
    const common = identify(random, shimPid, place, count);
    if (index < 0) return { ...common, ...bystander(place), argv: ['/bin/sleep', '100000'] };
    const fault = FAULTS[kinds[index % kinds.length] ?? 'fuse-read'];
    const nth = used.get(fault.kind) ?? 0;
    used.set(fault.kind, nth + 1);
    const isFuse = fault.fstype.startsWith('fuse');
    const minor = isFuse ? FIRST_FUSE_MINOR + fuseVolumes++ : nth;
    const task = outcome.tasks[index];
    const taskPids = fault.tasks.map((_, nthTask) =>
      fault.initWaits ? common.initPid + 10 + nthTask : common.initPid,
    );
    return {
      ...common,
      ...podOf(random, index),
      argv: fault.argv,
      stuck: {
        index,
        fault,
        volume: {
          source: sourceOf(fault, nth),
          fstype: fault.fstype,
          hostPath: `/mnt/vol${index + 1}`,
          destination: fault.destination,
          device: isFuse ? `0:${minor}` : `7:${minor}`,
          minor,
        },
        taskPids,
        exited: outcome.exitKnown[index] === true,
        tasksGone: task?.state === 'dead',
        killed: task?.sigkillPending === true,
      },
    };
  });
  return {
    hostName: 'node-17',
    dockerdPid,
    containerdPid: dockerdPid + 8,
    kubeletPid: 2086,
    containers,
    epochMs: parameters.capturedAtMs - outcome.capturedMs,
    bootedMs: BOOT_MS,
    dockerdStartedMs: DOCKERD_START_MS,
  };
}

function identify(
  random: Random,
  shimPid: number,
  place: number,
  count: number,
): Omit<SceneContainer, 'pod' | 'namespace' | 'uid' | 'container' | 'name' | 'argv'> {
  return {
    id: random.hex(64),
    layer: random.hex(64),
    link: random.hex(26).toUpperCase(),
    sandboxId: random.hex(64),
    endpoint: random.hex(64),
    shimSocket: random.hex(64),
    shimPid,
    initPid: shimPid + 19,
    pointer: 0xc0_0009_0000 + (place * 64 + random.integer(0, 64)) * 0x240,
    startedMs: CONTAINER_START_MS - (count - place) * 150,
  };
}

type Naming = Pick<SceneContainer, 'pod' | 'namespace' | 'uid' | 'container' | 'name'>;

function named(container: string, pod: string, namespace: string, uid: string, attempt: number): Naming {
  return { container, pod, namespace, uid, name: `k8s_${container}_${pod}_${namespace}_${uid}_${attempt}` };
}

function bystander(place: number): Naming {
  const number = String(place + 1);
  return named(
    'app',
    `web-${number}-abcde`,
    'shop',
    `${number.padStart(8, '0')}-3a8f-11e9-9c1e-fa163e000001`,
    0,
  );
}

function podOf(random: Random, index: number): Naming {
  const uid = `${random.hex(8)}-3a8e-11e9-9c1e-fa163e000001`;
  const preset = POD_NAMES[index % POD_NAMES.length];
  const again = Math.floor(index / POD_NAMES.length);
  const pod = `${preset?.pod ?? 'pod'}${again === 0 ? '' : `-${again}`}`;
  return named(preset?.container ?? 'app', pod, preset?.namespace ?? 'default', uid, random.integer(0, 4));
}
