import type { Evidence } from './evidence.ts';
import type { ProcessRef, ProcessRow } from './process.ts';

/** One line of /proc/<pid>/mountinfo (proc_pid_mountinfo(5)), escapes undone. */
export interface Mount {
  readonly id: number;
  readonly parentId: number;
  /** `major:minor`, e.g. `0:39`. */
  readonly device: string;
  readonly root: string;
  readonly mountPoint: string;
  readonly options: string;
  readonly fstype: string;
  readonly source: string;
  readonly superOptions: string;
  /** Line in its file, from 1. */
  readonly line: number;
}

/** What a blocked task waits for, in kind. */
export type WaitsFor = 'fuse' | 'nfs' | 'frozen-fs' | 'frozen-cgroup' | 'block' | 'lock' | 'other';

/** What a blocked task waits for: the mount (or cgroup) that does not answer. */
export interface Backend {
  /** Server, bucket, device or cgroup: `nas01:/export/vol1`, `/dev/loop0`. */
  readonly source: string;
  readonly fstype: string;
  /** As the host sees it where that is known, otherwise as the task sees it. */
  readonly mountPoint: string;
  /** `major:minor`; for FUSE the minor is the number of the connection. */
  readonly device: string;
}

/**
 * By which fact of the kernel a backend is certain. `descriptor`: the blocked system call has a file open there; `requests`: of the
 * mounts that the task sees, only this one has requests that are not answered; `only-mount`: the task sees no other mount that
 * could be meant; `cgroup`: the frozen cgroup that the task is in. The command line is no such fact.
 */
export type BackendProof = 'descriptor' | 'requests' | 'only-mount' | 'cgroup';

/** A thread that will not run until something else answers. Absent means unknown. */
export interface BlockedTask {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly state: string;
  readonly commandLine?: string;
  readonly wchan?: string;
  /** Kernel functions, leaf first, without offsets. */
  readonly kernelStack: readonly string[];
  readonly syscall?: {
    readonly number: number;
    readonly name?: string;
    readonly arguments: readonly bigint[];
  };
  readonly sigkillPending?: boolean;
  /** It has the name of a shim, but runs as another user than root, or in a pid namespace of its own. */
  readonly isUntrusted?: true;
  readonly elapsedSeconds?: number;
  /** 64 hexadecimal digits; from the cgroup, the parents, or the shim. */
  readonly containerId?: string;
  readonly waits: WaitsFor;
  /** The one thing it waits for, when that is certain. */
  readonly backend?: Backend;
  /** What makes it certain; together with `backend`. */
  readonly backendProof?: BackendProof;
  /** When it is not: all that it may be, the likeliest first. */
  readonly backendCandidates: readonly Backend[];
  readonly evidence: readonly Evidence[];
}

/** How a container's first process is. */
export interface ContainerInit {
  readonly containerId: string;
  readonly pid: number;
  /** `exiting`: it is dead but for its children, which keep the pid namespace alive (zap_pid_ns_processes). */
  readonly state: 'alive' | 'exiting' | 'zombie' | 'gone';
  readonly evidence?: Evidence;
}

/** Requests that a FUSE server has not answered: /sys/fs/fuse/connections/<minor>/waiting. */
export interface FuseConnection {
  readonly minor: number;
  readonly waiting: number;
  readonly evidence: Evidence;
}

/** A process that a signal (`T`) or a debugger (`t`) has stopped. */
export interface StoppedProcess extends ProcessRef {
  readonly state: 'T' | 't';
  /** A shim or conmon, the parent of containers. */
  readonly isShim: boolean;
  /** Of a shim that has one container. */
  readonly containerId?: string;
  readonly evidence?: Evidence;
}

/** A task that the kernel's log reports as hung, at the time of its last report. */
export interface HungTask {
  readonly comm: string;
  readonly tid: number;
  /** For at least so long. */
  readonly seconds: number;
  /** By its stack; with the function that shows it. Absent where the log has no stack. */
  readonly waits?: WaitsFor;
  readonly function?: string;
  readonly evidence?: Evidence;
}

export interface TaskFacts {
  readonly threadCount: number;
  readonly processes: ReadonlyMap<number, ProcessRow>;
  /** By pid. */
  readonly stopped: readonly StoppedProcess[];
  /** By pid, then tid. */
  readonly blocked: readonly BlockedTask[];
  readonly inits: readonly ContainerInit[];
  readonly fuseConnections: readonly FuseConnection[];
  /** As the container daemon (or else process 1) sees them. */
  readonly hostMounts: readonly Mount[];
  readonly hostMountsFile?: string;
}
