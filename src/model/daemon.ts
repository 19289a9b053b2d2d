import type { Evidence } from './evidence.ts';

/** Descriptors of one process, counted by what they point to. */
export interface DescriptorCount {
  readonly total: number;
  /** `socket`, `pipe`, `file`, `fifo`, `anon_inode`, `device`, … → how many. */
  readonly byKind: ReadonlyMap<string, number>;
  readonly evidence: Evidence;
}

/** How many tasks (threads) a cgroup has, and may have. */
export interface CgroupTasks {
  /** `/system.slice/docker.service` */
  readonly path: string;
  readonly current: number;
  readonly max: number;
  readonly evidence: readonly Evidence[];
}

/** A container daemon that runs on the host: dockerd, containerd, crio, kubelet, cri-dockerd. Absent means unknown. */
export interface Daemon {
  readonly name: string;
  readonly pid?: number;
  /** Clock ticks between the host's boot and the start of the process: with the pid, it tells a process from its successor. */
  readonly startTicks?: number;
  /** As the daemon says it, suffixes and all: `20.10.24+dfsg1`. */
  readonly version?: string;
  readonly versionEvidence?: Evidence;
  readonly goVersion?: string;
  readonly descriptors?: DescriptorCount;
  /** RLIMIT_NOFILE, soft. */
  readonly descriptorLimit?: number;
  readonly descriptorLimitEvidence?: Evidence;
  /** Of the cgroup above its process that is nearest to its limit of tasks (threads). */
  readonly cgroupTasks?: CgroupTasks;
  readonly rssBytes?: number;
  readonly goroutineCount?: number;
  readonly goroutineEvidence?: Evidence;
  readonly liveRestore?: boolean;
  readonly debug?: boolean;
  /** What shows that it is a daemon of this host: `uid 0`, `cgroup of docker.service`. Absent where that is not known. */
  readonly identity?: readonly string[];
}
