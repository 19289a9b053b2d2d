import type { CauseKind, FixedIn, VersionRange } from '../../model/cause.ts';
import type { Diagnosis, LinkStatus } from '../../model/diagnosis.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { ProcessMemory } from '../../model/heap.ts';
import type { LogSample } from '../../model/log.ts';
import type { ProcessRef } from '../../model/process.ts';
import type { Backend, WaitsFor } from '../../model/task.ts';
import type { PeerKind } from '../../model/unix-socket.ts';
import type { History } from '../diagnosis/history/history.ts';

/**
 * All that the page draws, as one plain object: the contract `deadwait/report/v1`. It is bounded, whatever the host holds:
 * goroutines come as groups, sockets and log lines as counts. Absent means unknown.
 */
export interface ReportData {
  readonly schema: 'deadwait/report/v1';
  /** Version of the deadwait that made it. */
  readonly version: string;
  readonly diagnosis: Diagnosis;
  /** One for each story that is told, in the order of `rankStories`. */
  readonly paths: readonly StoryPath[];
  readonly histories: readonly History[];
  readonly containers: readonly ReportContainer[];
  readonly goroutines: readonly ReportProfile[];
  readonly sockets?: ReportSockets;
  readonly heaps: readonly ReportHeap[];
  readonly tasks?: ReportTasks;
  /** What was said of each container, most lines first. */
  readonly stops: readonly StopSeries[];
  readonly causes: readonly ReportCause[];
  /** How many causes could not be looked for, and why; absent when all could. */
  readonly unlooked?: string;
}

export const STATIONS = [
  'caller',
  'daemon',
  'lock',
  'containerd',
  'shim',
  'task',
  'kernel',
  'backend',
] as const;
export type StationName = (typeof STATIONS)[number];

/** Something that is known of a station, and what shows it. */
export interface StationFact {
  readonly says: string;
  readonly status: LinkStatus;
  readonly evidence: readonly Evidence[];
}

/** One place on the way of a request, and what piles up there. */
export interface Station {
  readonly station: StationName;
  /** `kubelet`, `dockerd`, `dd`. */
  readonly title: string;
  /** Its version, or of what kind it is. */
  readonly detail?: string;
  readonly count?: number;
  /** What `count` counts: `stops asked for`. */
  readonly unit?: string;
  /** Names below the title: backends, kernel functions. */
  readonly names: readonly string[];
  /** `holds`: what leaked lies here; `blocked`: it does not go on; `silent`: it does not answer. */
  readonly role: 'asks' | 'holds' | 'passes' | 'blocked' | 'silent';
  readonly facts: readonly StationFact[];
}

/** The way of a request from whoever asks to whoever does not answer. */
export interface StoryPath {
  /** The leading finding of its story. */
  readonly cause: string;
  readonly stations: readonly Station[];
  /** Index of the last station that was reached; behind it the way is broken. */
  readonly brokenAfter?: number;
  readonly break?: { readonly says: string; readonly status: LinkStatus };
  /** What does not come back. */
  readonly answer?: { readonly from: number; readonly to: number; readonly says: string };
}

export interface ReportContainer {
  readonly id: string;
  readonly name?: string;
  readonly pod?: string;
  readonly state?: string;
}

/** A goroutine profile; functions and files are told once, frames point to them. */
export interface ReportProfile {
  readonly daemon: string;
  readonly file: string;
  readonly format: 'debug1' | 'debug2' | 'protobuf';
  readonly total: number;
  readonly truncated: boolean;
  readonly version?: string;
  readonly goVersion?: string;
  readonly functions: readonly string[];
  readonly files: readonly string[];
  /** `[function, file, line]`; -1 where the file is not known. */
  readonly frames: readonly (readonly [number, number, number])[];
  /** Width of the steps in which waits are counted, in minutes. */
  readonly waitStepMinutes: number;
  readonly groups: readonly ReportGroup[];
  /** Groups that are too many to be shown, and the goroutines in them. */
  readonly more?: { readonly groups: number; readonly goroutines: number };
}

export interface ReportGroup {
  readonly count: number;
  readonly state?: string;
  /** Indexes into `frames`, leaf first. */
  readonly stack: readonly number[];
  readonly createdBy?: number;
  /** `[minutes, goroutines]`; the minutes are a multiple of `waitStepMinutes`. */
  readonly waits: readonly (readonly [number, number])[];
  readonly cause?: string;
  readonly line: number;
  readonly header: string;
}

export interface ReportSockets {
  readonly file: string;
  readonly socketCount: number;
  readonly peersKnown: boolean;
  readonly groups: readonly ReportSocketGroup[];
  readonly more?: number;
}

export interface ReportSocketGroup {
  readonly path?: string;
  readonly state: 'established' | 'listening' | 'connecting' | 'closed' | 'unknown';
  readonly owner?: ProcessRef;
  readonly peer: PeerKind;
  readonly client?: ProcessRef;
  readonly count: number;
  readonly unreadByClientBytes: number;
  readonly unreadClientCount: number;
  readonly waitingToBeAccepted?: number;
  readonly sample: Evidence;
}

export interface ReportHeap {
  readonly daemon: string;
  readonly file: string;
  readonly version?: string;
  readonly goVersion?: string;
  readonly inUseBytes: number;
  readonly systemBytes?: number;
  readonly stackBytes?: number;
  /** What the memory of the whole process consists of. */
  readonly memory?: ProcessMemory;
  readonly functions: readonly string[];
  readonly files: readonly string[];
  readonly frames: readonly (readonly [number, number, number])[];
  /** Memory of the whole heap in use by what it is for, most first. */
  readonly uses: readonly { readonly says: string; readonly bytes: number; readonly cause?: string }[];
  /** Of no known use. */
  readonly restBytes: number;
  /** The places with most in use; not all, where they are too many. */
  readonly sites: readonly {
    readonly bytes: number;
    readonly objects: number;
    readonly stack: readonly number[];
    readonly use?: string;
    /** Whose connections or goroutines it is for, where that is known. */
    readonly cause?: string;
  }[];
}

export interface ReportTasks {
  readonly threadCount: number;
  readonly blocked: readonly ReportTask[];
  /** Blocked tasks that are too many to be shown. */
  readonly more?: number;
  /** What they wait for, with whoever else depends on it. */
  readonly backends: readonly ReportBackend[];
}

export interface ReportTask {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly state: string;
  readonly commandLine?: string;
  readonly wchan?: string;
  /** Leaf first. */
  readonly kernelStack: readonly string[];
  /** Index into `kernelStack` of the function that tells what is waited for. */
  readonly telling?: number;
  readonly syscall?: string;
  readonly sigkillPending?: boolean;
  readonly elapsedSeconds?: number;
  readonly container?: string;
  readonly waits: WaitsFor;
  readonly backend?: Backend;
  readonly evidence: readonly Evidence[];
}

export interface ReportBackend {
  readonly backend: Backend;
  /** Requests that its FUSE server has not answered. */
  readonly waitingRequests?: number;
  /** Where else it is mounted on the host. */
  readonly mountPoints: readonly string[];
  /** Containers that have it among their mounts. */
  readonly containers: readonly string[];
}

/** The lines about stops of one container. */
export interface StopSeries {
  readonly container: string;
  readonly messages: readonly {
    readonly message: string;
    readonly role?: string;
    readonly caller?: string;
    readonly count: number;
    readonly firstAtMs?: number;
    readonly lastAtMs?: number;
    readonly samples: readonly LogSample[];
    readonly first: Evidence;
    readonly last: Evidence;
  }[];
}

export interface ReportCause {
  readonly id: string;
  readonly component: string;
  readonly title: string;
  readonly kind: CauseKind;
  readonly mechanism: string;
  readonly affected: readonly VersionRange[];
  readonly fixed: readonly FixedIn[];
  readonly links: readonly string[];
}
