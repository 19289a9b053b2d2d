import type { FindingRemedy } from './diagnosis.ts';
import type { Gap } from './gap.ts';
import type { BackendProof, WaitsFor } from './task.ts';

/** One blocked thread; its start tells it from a later one that has its number. */
export interface PlannedTask {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly state: string;
  /** Clock ticks between boot and start. */
  readonly startTicks?: number;
  readonly waits: WaitsFor;
  readonly wchan?: string;
  /** Kernel functions, leaf first. */
  readonly kernelStack?: readonly string[];
  /** Number and arguments of its system call: `257 0xffffff9c 0x14d8c91b 0x0 0x0 0x0 0x558b93`. */
  readonly syscall?: string;
  /** `major:minor` of what it waits for, where that is certain, and by which fact. */
  readonly device?: string;
  readonly proof?: BackendProof;
  readonly sigkillPending?: boolean;
  readonly container?: string;
}

/** A mount, as it must still be when something is done to it. */
export interface PlannedMount {
  readonly device: string;
  readonly source: string;
  readonly fstype: string;
  readonly mountPoint: string;
  /** Its number in mountinfo, and the folder of the file system that is mounted there. */
  readonly id: number;
  readonly root: string;
  /** The mountinfo in which it stands: `proc/1/mountinfo`. */
  readonly seenIn: string;
  /** The mount namespace of that: `mnt:[4026531832]`; absent where it is not known. */
  readonly namespace?: string;
}

/** The one object that an action is done to. */
export type ActionTarget =
  | {
      readonly kind: 'fuse-connection';
      /** Its number below /sys/fs/fuse/connections. */
      readonly connection: number;
      readonly mount: PlannedMount;
      /** The control file system is not mounted: the abort goes through a private mount. */
      readonly mountsControl: boolean;
    }
  | {
      readonly kind: 'filesystem';
      readonly mount: PlannedMount;
      /** The folder that fsfreeze is given, in the host's mount namespace. */
      readonly folder: string;
    }
  | {
      readonly kind: 'cgroup';
      readonly version: 1 | 2;
      /** Within its hierarchy: `/docker/<id>`. */
      readonly path: string;
      /** The folder of the cgroup on the host. */
      readonly folder: string;
    }
  | { readonly kind: 'container'; readonly id: string; readonly runtime: 'docker' | 'cri' };

/** A process that has an object in its mount table or its cgroup. */
export interface ObjectUser {
  readonly pid: number;
  readonly comm: string;
  /** Descriptors (and the current folder) that lie on it; 0: it only sees it. Absent where that is not known. */
  readonly openFiles?: number;
  /** It waits for it as well. */
  readonly isBlocked: boolean;
}

/** The users of an object that are in one container, or in none. */
export interface UserGroup {
  /** 64 hexadecimal digits; absent for processes of the host itself. */
  readonly container?: string;
  readonly name?: string;
  readonly pod?: string;
  /** Those that wait first, then those with the most open files. */
  readonly processes: readonly ObjectUser[];
  /** More than `processes` has, where they are too many. */
  readonly processCount: number;
  /** No process of it is known to use the object; its mounts say that it does. */
  readonly byMountsOnly?: boolean;
}

/** Who else uses an object. */
export interface ObjectUsers {
  readonly groups: readonly UserGroup[];
  /** Processes whose mounts (or cgroups) could not be read: there may be more users. */
  readonly unreadProcesses: number;
}

/** One thing that will be done to one object. */
export interface PlannedAction {
  /** Names it within its plan: `abort-fuse-connection 0:39`. */
  readonly id: string;
  readonly remedy: string;
  readonly target: ActionTarget;
  /** What is done, in one sentence. */
  readonly says: string;
  /** The same as shell commands, in order. */
  readonly commands: readonly string[];
  /** One line. */
  readonly risk: string;
  /** The tasks that it is to free. */
  readonly frees: readonly PlannedTask[];
  readonly users: ObjectUsers;
}

/** Whether SIGKILL waits for a container's tasks: then they die as soon as they return from the kernel. */
export type KillState = 'pending' | 'not-pending' | 'unknown';

/** A container that does not end, or cannot go on. */
export interface PlannedContainer {
  readonly id: string;
  readonly runtime?: 'docker' | 'cri';
  readonly name?: string;
  readonly pod?: string;
  /** As the runtime said it when the plan was made. */
  readonly state?: string;
  readonly initPid?: number;
  readonly stops?: number;
  readonly kill: KillState;
  readonly tasks: readonly PlannedTask[];
  /** Pid of its first process, when that is dead but for its children, or a zombie. */
  readonly deadInit?: number;
  /** Ids of the actions that free tasks of it. */
  readonly actions: readonly string[];
  /** One sentence each: what will become of it, and what the plan leaves out. */
  readonly notes: readonly string[];
}

/** A container daemon, or a helper of one, of which a thread is blocked. */
export interface PlannedDaemon {
  readonly pid: number;
  readonly comm: string;
  readonly tasks: readonly PlannedTask[];
  readonly actions: readonly string[];
  /** One sentence each: what the plan leaves out. */
  readonly notes: readonly string[];
}

/** What the containers of a plan hold in one daemon, and what should therefore come back. Absent means unknown. */
export interface HeldByPlan {
  readonly daemon: string;
  readonly goroutines?: number;
  readonly descriptors?: number;
}

/** The JSON contract `deadwait/release-plan/v1`. Nothing of it is done before its digest is confirmed. */
export interface ReleasePlan {
  readonly schema: 'deadwait/release-plan/v1';
  /** 32 hexadecimal digits over `facts`; absent when there is nothing to do. */
  readonly digest?: string;
  readonly live: boolean;
  readonly hostname?: string;
  readonly containers: readonly PlannedContainer[];
  readonly daemons: readonly PlannedDaemon[];
  /** In the order in which they are done. */
  readonly actions: readonly PlannedAction[];
  /** What a human may do, and deadwait does not. */
  readonly advice: readonly FindingRemedy[];
  /** Why it is not known whether anything is stuck, a sentence each; absent when the tasks of the host could be looked at. */
  readonly unseen?: readonly string[];
  readonly held: readonly HeldByPlan[];
  /** Daemons whose figures are held against each other before and after. */
  readonly watches: readonly { readonly name: string; readonly pid: number }[];
  /** All that must still be so when the plan is carried out, one line each, sorted. */
  readonly facts: readonly string[];
  readonly gaps: readonly Gap[];
}

/** What became of one action. */
export interface ActionOutcome {
  readonly id: string;
  readonly done: boolean;
  readonly says: string;
}

/** An action that was done, and after which tasks that it should have freed are still blocked. */
export interface NotFreed {
  readonly id: string;
  /** What was done, as a noun: `the abort of nas01:/export on /mnt/vol1 (FUSE connection 39)`. */
  readonly what: string;
  readonly tasks: readonly PlannedTask[];
}

/** What became of one task. `runs`: it left the kernel and lives on. */
export interface TaskOutcome {
  readonly task: PlannedTask;
  readonly outcome: 'gone' | 'runs' | 'blocked';
  /** Between the first action and the moment when it was seen so. */
  readonly afterMs: number;
  /** For one that is still blocked: what it waits for now. */
  readonly says?: string;
}

export interface ContainerOutcome {
  readonly id: string;
  readonly name?: string;
  readonly pod?: string;
  /** `exited`, `running`, …, as the runtime says it; `gone` when it knows it no more; absent when it did not answer. */
  readonly state?: string;
  readonly ended: boolean;
  readonly afterMs?: number;
}

/** Figures of one daemon at one moment; absent means unknown. */
export interface DaemonFigures {
  readonly name: string;
  readonly pid: number;
  readonly goroutines?: number;
  readonly descriptors?: number;
  readonly rssBytes?: number;
}

export interface FigureChange {
  readonly daemon: string;
  readonly pid: number;
  readonly figure: 'goroutines' | 'descriptors' | 'memory';
  readonly before?: number;
  readonly after?: number;
  /** By so much it should have fallen, as the diagnosis says. */
  readonly held?: number;
  /** It fell by that much, within 5 %; absent where nothing was held or something is unknown. */
  readonly cameBack?: boolean;
  /** When it did. */
  readonly afterMs?: number;
}

/** The JSON contract `deadwait/release-result/v1`. */
export interface ReleaseResult {
  readonly schema: 'deadwait/release-result/v1';
  readonly digest: string;
  /** Every task is free, every container that was told to die by SIGKILL has ended, and what they held came back. */
  readonly freed: boolean;
  readonly tookMs: number;
  readonly actions: readonly ActionOutcome[];
  /** The action that was done, freed nothing, and ended the release; absent without one. */
  readonly notFreed?: NotFreed;
  readonly tasks: readonly TaskOutcome[];
  readonly containers: readonly ContainerOutcome[];
  readonly figures: readonly FigureChange[];
  /** What is left to do, one sentence each, with the command. */
  readonly next: readonly string[];
}
