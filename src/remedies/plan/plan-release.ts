import { parseOr, tryRead } from '../../collect/blocked/try-read.ts';
import type { Cause } from '../../model/cause.ts';
import type { MountTable } from '../../collect/blocked/mount-table.ts';
import type { Host } from '../../host/host.ts';
import type { Diagnosis, Finding, FindingRemedy } from '../../model/diagnosis.ts';
import type { Gap } from '../../model/gap.ts';
import type { PlannedAction, PlannedContainer, PlannedTask, ReleasePlan } from '../../model/release.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask } from '../../model/task.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';
import { remedies } from '../index.ts';
import { describeContainer, describeDaemon } from './describe-stuck.ts';
import { digestOf } from './digest.ts';
import { findHeld } from './held.ts';
import { createObjectUserFinder } from './object-users.ts';
import { listFacts } from './plan-facts.ts';
import { readStartTicks } from './start-ticks.ts';
import { findUnseen } from './unseen.ts';
import { findBlockedDaemons, findStuckContainers } from './stuck.ts';
import type { PlanSurroundings } from './surroundings.ts';

export interface PlanOptions {
  /** Also kill the containers that would go on running once their tasks are free. */
  readonly kill?: boolean;
}

/** What was found on a host (`examine`): the plan is made of it. */
export interface Examined {
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
  readonly causes: readonly Cause[];
}

/** Plans how the stuck containers of a host can be freed. Reads, and changes nothing; rejects for bugs only. */
export async function planRelease(
  host: Host,
  { snapshot, diagnosis, causes }: Examined,
  options: PlanOptions = {},
): Promise<ReleasePlan> {
  const stuck = findStuckContainers(snapshot, diagnosis, causes);
  const daemons = findBlockedDaemons(snapshot, diagnosis, stuck);
  const tasks = [...stuck, ...daemons].flatMap((one) => one.tasks);
  const starts = await readStartTicks(host, tasks);
  const gaps: Gap[] = [];
  const around: PlanSurroundings = {
    host,
    snapshot,
    mountTables: await readMountTables(host, snapshot),
    users: createObjectUserFinder(host, snapshot),
    describe: (task) => describeTask(task, starts.get(task.tid)),
    addGap: (source, detail) => gaps.push({ source, reason: 'unsupported', detail }),
  };
  const inOrder = [...remedies].sort((a, b) => a.order - b.order);
  const acting = inOrder.flatMap((remedy) => remedy.action ?? []);
  const freeing: PlannedAction[] = [];
  for (const action of acting) freeing.push(...(await action.plan(tasks, around)));

  const before = stuck.map((one) => describeContainer(one, snapshot, freeing, [], around));
  const killing = options.kill === true ? planKills(before) : [];
  const containers = stuck.map((one) => describeContainer(one, snapshot, freeing, killing, around));
  const actions = [...freeing, ...killing].sort((a, b) => orderOf(a) - orderOf(b));
  const planned = daemons.map((one) => describeDaemon(one, freeing, around));
  const unseen = await findUnseen(host, snapshot);
  const facts = await listFacts(host, { containers, daemons: planned, actions, running: snapshot.daemons });
  return {
    schema: 'deadwait/release-plan/v1',
    ...(actions.length === 0 ? {} : { digest: digestOf(facts) }),
    live: host.live,
    ...(snapshot.host.hostname === undefined ? {} : { hostname: snapshot.host.hostname }),
    containers,
    daemons: planned,
    actions,
    advice: adviceFor(tasks, diagnosis, actions),
    ...(unseen.length === 0 ? {} : { unseen }),
    held: findHeld(diagnosis, containers),
    watches: findWatches(snapshot),
    facts,
    gaps,
  };
}

function planKills(containers: readonly PlannedContainer[]): readonly PlannedAction[] {
  return remedies.flatMap(({ action }) => action?.planForContainers?.(containers) ?? []);
}

/** The first daemon of each name that runs containers. */
function findWatches({ daemons }: Snapshot): ReleasePlan['watches'] {
  const watches = new Map<string, number>();
  for (const { name, pid } of daemons)
    if (pid !== undefined && name !== 'kubelet' && !watches.has(name)) watches.set(name, pid);
  return [...watches].map(([name, pid]) => ({ name, pid }));
}

function orderOf({ remedy }: PlannedAction): number {
  return remedies.find(({ id }) => id === remedy)?.order ?? Number.POSITIVE_INFINITY;
}

/** Everything is done in the mount namespace of process 1; where that is not known, as in most recordings, the daemon's tells. */
async function readMountTables(host: Host, { tasks }: Snapshot): Promise<readonly MountTable[]> {
  const file = 'proc/1/mountinfo';
  const result = await tryRead(host, file, 16 * 1024 * 1024);
  const tables: MountTable[] = [];
  if ('text' in result) {
    const mounts = parseOr(
      () => parseMountinfo(result.text),
      () => undefined,
    );
    if (mounts !== undefined) tables.push({ mounts, file, lines: [] });
  }
  if (tasks?.hostMountsFile !== undefined && tasks.hostMountsFile !== file)
    tables.push({ mounts: tasks.hostMounts, file: tasks.hostMountsFile, lines: [] });
  return tables;
}

function describeTask(task: BlockedTask, startTicks: number | undefined): PlannedTask {
  const { pid, tid, comm, state, waits, wchan, sigkillPending, containerId, kernelStack, syscall } = task;
  return {
    pid,
    tid,
    comm,
    state,
    ...(startTicks === undefined ? {} : { startTicks }),
    waits,
    ...(wchan === undefined ? {} : { wchan }),
    ...(kernelStack.length === 0 ? {} : { kernelStack }),
    ...(syscall === undefined ? {} : { syscall: syscallText(syscall) }),
    ...(task.backend === undefined ? {} : { device: task.backend.device }),
    ...(task.backendProof === undefined ? {} : { proof: task.backendProof }),
    ...(sigkillPending === undefined ? {} : { sigkillPending }),
    ...(containerId === undefined ? {} : { container: containerId }),
  };
}

/** As /proc/<pid>/syscall has it, without stack pointer and program counter. */
function syscallText({ number, arguments: words }: NonNullable<BlockedTask['syscall']>): string {
  return [String(number), ...words.map((word) => `0x${word.toString(16)}`)].join(' ');
}

function isMoreThanAHint({ severity }: Finding): boolean {
  return severity !== 'info';
}

/** What is left to people: of the remedies, and of the knowledge about what was found; each thing once. */
function adviceFor(
  tasks: readonly BlockedTask[],
  { findings }: Diagnosis,
  actions: readonly PlannedAction[],
): readonly FindingRemedy[] {
  const planned = new Set(actions.map(({ remedy }) => remedy));
  const ours = [...remedies].sort((a, b) => a.order - b.order).flatMap((remedy) => remedy.advise(tasks));
  const all = [...ours, ...findings.filter(isMoreThanAHint).flatMap((finding) => finding.remedies)];
  const seen = new Set<string>();
  return all.filter(({ id, says, automatic }) => {
    const isNew = !seen.has(`${id} ${says}`);
    seen.add(`${id} ${says}`);
    return isNew && !(automatic && planned.has(id));
  });
}
