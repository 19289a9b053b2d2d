/** A frozen v1 cgroup keeps even SIGKILL waiting. Linux Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst; v2: cgroup.freeze. */
import type { PlannedAction } from '../model/release.ts';
import type { Backend, BlockedTask } from '../model/task.ts';
import { shellWord } from '../wording/shell-word.ts';
import { findBackends } from './backends.ts';
import { describePendingKill } from './pending-kill.ts';
import { leftAlone, notAsPlanned, outcomeOf } from './outcome.ts';
import { findFrozenCgroups, isFrozen, thawingWrite, type FrozenCgroup } from './plan/frozen-cgroups.ts';
import type { PlanSurroundings } from './plan/surroundings.ts';
import { containersOf } from './plan/tasks-on.ts';
import type { Remedy } from './remedy.ts';

const RISK = 'Low; tasks that were paused on purpose run on until the signal reaches them.';

export const thawCgroup: Remedy = {
  id: 'thaw-cgroup',
  order: 12,
  advise: (tasks) =>
    findBackends(tasks, 'frozen-cgroup').map(({ backend, tasks: waiting }) => ({
      id: 'thaw-cgroup',
      says: `Thaw the cgroup ${backend.source}; its tasks run again${describePendingKill(waiting)}.`,
      risk: RISK,
      automatic: true,
      loses: 'little',
      effect: 'frees',
      where: 'node',
      command:
        backend.fstype === 'cgroup2'
          ? `echo 0 > ${shellWord(`/sys/fs/cgroup${backend.source}/cgroup.freeze`)}`
          : `echo THAWED > ${shellWord(`/sys/fs/cgroup/freezer${backend.source}/freezer.state`)}`,
    })),
  action: {
    effectOnUsers: 'frees',
    async plan(tasks, around) {
      const found = new Map<string, { cgroup: FrozenCgroup; tasks: BlockedTask[] }>();
      for (const { backend, tasks: waiting } of findBackends(tasks, 'frozen-cgroup')) {
        if (isPaused(waiting, around)) {
          around.addGap(
            `cgroup ${backend.source}`,
            'The runtime has paused this container itself; docker unpause ends that, and keeps the books of the runtime right.',
          );
          continue;
        }
        for (const cgroup of await frozenAbove(backend, around)) {
          const entry = found.get(cgroup.folder) ?? { cgroup, tasks: [] };
          entry.tasks.push(...waiting);
          found.set(cgroup.folder, entry);
        }
      }
      // The outermost first: a cgroup below it thaws only when those above it have.
      const inOrder = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
      const actions: PlannedAction[] = [];
      for (const { cgroup, tasks: waiting } of inOrder) {
        const { file, text } = thawingWrite(cgroup);
        actions.push({
          id: `thaw-cgroup ${cgroup.path}`,
          remedy: 'thaw-cgroup',
          target: { kind: 'cgroup', ...cgroup },
          says: `Thaw the cgroup ${cgroup.path} (v${cgroup.version}).`,
          commands: [`echo ${text} > ${shellWord(file)}`],
          risk: RISK,
          frees: waiting.map(around.describe),
          users: await around.users.ofCgroup(cgroup.version, cgroup.path, containersOf(waiting)),
        });
      }
      return actions;
    },
    async apply(action, { host, machine }) {
      const { target } = action;
      if (target.kind !== 'cgroup') return leftAlone(action, 'it is no cgroup');
      return outcomeOf(action, async () => {
        const before = await isFrozen(host, target);
        if (before !== true) {
          const now = before === undefined ? 'is gone' : 'is not frozen any more';
          throw notAsPlanned(target.folder, `the cgroup ${target.path} ${now}`);
        }
        const { file, text } = thawingWrite(target);
        await machine.write(file, text);
        return (await isFrozen(host, target)) === true
          ? `Told the cgroup ${target.path} to thaw; it is still frozen: somebody freezes it again.`
          : `Thawed the cgroup ${target.path}.`;
      });
    },
  },
};

/** A recording does not tell which cgroup was told to freeze: then the task's own stands for it, and a gap says so. */
async function frozenAbove(backend: Backend, around: PlanSurroundings): Promise<readonly FrozenCgroup[]> {
  const frozen = await findFrozenCgroups(around.host, backend);
  if (frozen !== undefined) return frozen;
  const { source: path, mountPoint, fstype } = backend;
  const place = `cgroup ${path}`;
  if (around.host.live) {
    around.addGap(
      place,
      'The kernel does not tell whether it, or one above it, is frozen; it is left alone.',
    );
    return [];
  }
  around.addGap(place, 'Whether it was frozen itself, or one above it, is not in the recording.');
  return [{ version: fstype === 'cgroup2' ? 2 : 1, path, folder: `${mountPoint}${path}` }];
}

function isPaused(tasks: readonly BlockedTask[], { snapshot }: PlanSurroundings): boolean {
  const ids = containersOf(tasks);
  return snapshot.containers.some(({ id, state }) => ids.has(id) && state === 'paused');
}
