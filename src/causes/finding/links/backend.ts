import type { ChainLink } from '../../../model/diagnosis.ts';
import type { Backend, BlockedTask, WaitsFor } from '../../../model/task.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink, unknownLink } from './link.ts';

const KINDS: Readonly<Record<WaitsFor, string>> = {
  fuse: 'a FUSE server that does not answer',
  nfs: 'an NFS server that does not answer',
  'frozen-fs': 'a frozen file system',
  'frozen-cgroup': 'a frozen cgroup',
  block: 'a disk that does not answer',
  lock: 'a lock in the kernel',
  other: 'something in the kernel',
};

/** What the blocked tasks wait for: kind, source and mount, each with the line that says so. */
export function backendLink(facts: Facts, tasks: readonly BlockedTask[]): ChainLink {
  if (tasks.length === 0)
    return unknownLink('backend', 'What it waits for is not known: no blocked task was seen.');
  const known = new Map<string, { backend: Backend; waits: WaitsFor; tasks: BlockedTask[] }>();
  for (const task of tasks) {
    if (task.backend === undefined) continue;
    const key = `${task.waits} ${task.backend.device} ${task.backend.source}`;
    const entry = known.get(key) ?? { backend: task.backend, waits: task.waits, tasks: [] };
    entry.tasks.push(task);
    known.set(key, entry);
  }
  const open = tasks.filter((task) => task.backend === undefined);
  const said = [...known.values()].map(
    ({ backend, waits, tasks: waiting }) =>
      `${counted(waiting.length, 'task')} ${waiting.length === 1 ? 'waits' : 'wait'} for ${KINDS[waits]}: ${backend.source} (${backend.fstype}) on ${backend.mountPoint}.`,
  );
  if (open.length > 0) said.push(describeOpen(open));
  const evidence = [
    ...[...known.values()].flatMap(({ tasks: waiting }) => waiting[0]?.evidence.slice(-2) ?? []),
    ...(facts.snapshot.tasks?.fuseConnections
      .filter(
        ({ minor, waiting }) =>
          waiting > 0 && [...known.values()].some(({ backend }) => backend.device === `0:${minor}`),
      )
      .map((connection) => connection.evidence) ?? []),
  ];
  return known.size > 0
    ? provenLink('backend', said.join(' '), evidence)
    : unknownLink(
        'backend',
        said.join(' '),
        open.flatMap((task) => task.evidence.slice(0, 1)),
      );
}

function describeOpen(tasks: readonly BlockedTask[]): string {
  const kinds = [...new Set(tasks.map((task) => KINDS[task.waits]))].sort();
  const candidates = [
    ...new Set(
      tasks.flatMap((task) =>
        task.backendCandidates.map((backend) => `${backend.source} on ${backend.mountPoint}`),
      ),
    ),
  ];
  const which =
    candidates.length === 0 ? 'which one is not known' : `it is one of ${listed(candidates.sort())}`;
  return `${counted(tasks.length, 'task')} ${tasks.length === 1 ? 'waits' : 'wait'} for ${listed(kinds)}; ${which}.`;
}
