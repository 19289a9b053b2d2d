import type { Evidence } from './evidence.ts';

/** Descriptors of one process, counted by what they point to. */
export interface DescriptorCount {
  readonly total: number;
  /** `socket`, `pipe`, `file`, `fifo`, `anon_inode`, `device`, … → how many. */
  readonly byKind: ReadonlyMap<string, number>;
  readonly evidence: Evidence;
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
  readonly rssBytes?: number;
  readonly goroutineCount?: number;
  readonly goroutineEvidence?: Evidence;
  readonly liveRestore?: boolean;
  readonly debug?: boolean;
  /** What shows that it is a daemon of this host: `uid 0`, `cgroup of docker.service`. Absent where that is not known. */
  readonly identity?: readonly string[];
}
