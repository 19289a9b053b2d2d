import type { Evidence } from './evidence.ts';

export interface ContainerMount {
  /** Path on the host. */
  readonly source: string;
  /** Path in the container. */
  readonly destination: string;
}

/** A container as its runtime describes it. Absent means unknown. */
export interface Container {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly runtime: 'docker' | 'cri';
  /** Without the leading slash. */
  readonly name?: string;
  /** `namespace/name`. */
  readonly pod?: string;
  /** Name of the container in its pod's specification. */
  readonly containerName?: string;
  /** `created`, `running`, `paused`, `exited`, `dead`, …, as the runtime says it, in lower case. */
  readonly state?: string;
  /** Pid of its first process on the host; absent when it does not run. */
  readonly initPid?: number;
  /** When it was last started, in milliseconds since 1970, UTC. */
  readonly startedAtMs?: number;
  readonly mounts: readonly ContainerMount[];
  /** Config.StopTimeout, in seconds; negative: for ever. */
  readonly stopTimeoutSeconds?: number;
  /** Execs that `inspect` lists: those that run, and those that ended in the last minutes. Absent when there are none. */
  readonly execCount?: number;
  /** `inspect` of this container failed or timed out, and how. */
  readonly inspectFailure?: Evidence;
  readonly evidence: Evidence;
}
