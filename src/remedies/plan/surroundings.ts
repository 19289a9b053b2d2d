import type { Host } from '../../host/host.ts';
import type { PlannedTask } from '../../model/release.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask } from '../../model/task.ts';
import type { MountTable } from '../../collect/blocked/mount-table.ts';
import type { ObjectUserFinder } from './object-users.ts';

/** What a remedy plans with. Everything here only reads. */
export interface PlanSurroundings {
  readonly host: Host;
  readonly snapshot: Snapshot;
  /** Mount tables in which a target is looked for, best first: that of process 1, where things are done, then the daemon's. */
  readonly mountTables: readonly MountTable[];
  readonly users: ObjectUserFinder;
  /** The task with its start time. */
  readonly describe: (task: BlockedTask) => PlannedTask;
  /** Something that keeps the plan from being complete; it is shown. */
  readonly addGap: (source: string, detail: string) => void;
}
