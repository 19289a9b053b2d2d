import type { StatedLink } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { WaitedBackend } from '../../../model/statements/backend.ts';
import type { BlockedTask } from '../../../model/task.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, unknownLink } from './link.ts';

/** What the blocked tasks wait for: kind, source and mount, each with the line that says so. */
export function backendLink(facts: Facts, tasks: readonly BlockedTask[]): StatedLink {
  if (tasks.length === 0) return unknownLink('backend', { kind: 'backend-unknown' });
  const open = tasks.filter((task) => task.backend === undefined);
  const known = groupByBackend(tasks);
  const states: Statement[] = known.map(({ waited }) => ({ kind: 'waits-for-backend', backend: waited }));
  if (open.length > 0) states.push(stateOpen(open));
  if (known.length === 0)
    return unknownLink(
      'backend',
      states,
      open.flatMap((task) => task.evidence.slice(0, 1)),
    );
  const devices = new Set(known.map(({ device }) => device));
  return provenLink('backend', states, [
    ...known.flatMap(({ first }) => first.evidence.slice(-2)),
    ...(facts.snapshot.tasks?.fuseConnections
      .filter(({ minor, waiting }) => waiting > 0 && devices.has(`0:${minor}`))
      .map((connection) => connection.evidence) ?? []),
  ]);
}

interface TasksOfBackend {
  readonly waited: WaitedBackend;
  readonly device: string;
  readonly first: BlockedTask;
}

function groupByBackend(tasks: readonly BlockedTask[]): readonly TasksOfBackend[] {
  const known = new Map<string, TasksOfBackend>();
  for (const task of tasks) {
    if (task.backend === undefined) continue;
    const { device, source, fstype, mountPoint } = task.backend;
    const key = `${task.waits} ${device} ${source}`;
    const entry = known.get(key) ?? {
      waited: { waits: task.waits, source, fstype, mountPoint, tasks: 0 },
      device,
      first: task,
    };
    known.set(key, { ...entry, waited: { ...entry.waited, tasks: entry.waited.tasks + 1 } });
  }
  return [...known.values()];
}

function stateOpen(tasks: readonly BlockedTask[]): Statement {
  const candidates = new Map(
    tasks.flatMap(({ backendCandidates }) =>
      backendCandidates.map(({ source, mountPoint }) => [
        `${source} on ${mountPoint}`,
        { source, mountPoint },
      ]),
    ),
  );
  return {
    kind: 'backend-candidates',
    tasks: tasks.length,
    waits: [...new Set(tasks.map(({ waits }) => waits))],
    candidates: [...candidates].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, candidate]) => candidate),
  };
}
