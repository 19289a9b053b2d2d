import type { Evidence } from '../../model/evidence.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { BlockedTask } from '../../model/task.ts';
import { counted, listed } from '../../wording/phrases.ts';
import type { Story } from '../diagnosis/story.ts';
import type { Station, StationFact } from './report-data.ts';

const MOST_PARENTS = 12;
const MOST_NAMES = 6;
const MOST_EVIDENCE = 12;

/** The shims above the tasks, as the process table shows them. */
export function shimStation(story: Story, { tasks }: Snapshot): Station | undefined {
  const shims = new Map<number, { comm: string; args: string }>();
  for (const { pid } of story.tasks) {
    let row = tasks?.processes.get(pid);
    for (let up = 0; row !== undefined && up < MOST_PARENTS; up++) {
      if (/^(?:containerd-shim|docker-container|conmon)/.test(row.comm)) shims.set(row.pid, row);
      row = tasks?.processes.get(row.parentPid);
    }
  }
  if (shims.size === 0) return undefined;
  const file = tasks?.blocked[0]?.evidence[0]?.file ?? 'tasks/ps-eLo.txt';
  const evidence = [...shims]
    .slice(0, MOST_EVIDENCE)
    .map(([pid, { comm, args }]) => ({ file, quote: `${pid} ${comm} ${args}` }));
  return {
    station: 'shim',
    title: 'shim',
    count: shims.size,
    unit: shims.size === 1 ? 'container' : 'containers',
    detail: listed([...new Set([...shims.values()].map(({ comm }) => comm))], 2),
    names: [],
    role: 'passes',
    facts: [
      {
        says: `${counted(shims.size, 'shim')} ${shims.size === 1 ? 'stands' : 'stand'} above the tasks. A shim sends the exit of its container when the last of its processes is gone.`,
        status: 'proven',
        evidence,
      },
    ],
  };
}

export function taskStation(story: Story, _snapshot: Snapshot): Station | undefined {
  const { tasks } = story;
  if (tasks.length === 0) return undefined;
  const killed = tasks.filter(({ sigkillPending }) => sigkillPending === true).length;
  const comms = [...new Set(tasks.map(({ comm }) => comm))].sort();
  return {
    station: 'task',
    title: listed(comms, 2),
    detail: `state ${[...new Set(tasks.map(({ state }) => state))].sort().join(', ')}`,
    count: tasks.length,
    unit: tasks.length === 1 ? 'task blocked' : 'tasks blocked',
    names: killed === 0 ? [] : ['SIGKILL pending'],
    role: 'blocked',
    facts: factsNamed(story, 'tasks'),
  };
}

/** Where in the kernel the tasks sleep. */
export function kernelStation(story: Story, { tasks }: Snapshot): Station | undefined {
  const ids = new Set(story.tasks.map(({ pid, tid }) => `${pid}/${tid}`));
  const blocked = (tasks?.blocked ?? []).filter(({ pid, tid }) => ids.has(`${pid}/${tid}`));
  const sleeps = [...new Set(story.tasks.flatMap(({ wchan }) => wchan ?? []))].sort();
  if (sleeps.length === 0 && blocked.length === 0) return undefined;
  return {
    station: 'kernel',
    title: 'kernel',
    names: sleeps.slice(0, MOST_NAMES),
    role: 'blocked',
    facts: blocked.slice(0, MOST_EVIDENCE).map(kernelFact),
  };
}

function kernelFact({ tid, comm, wchan, kernelStack, syscall, evidence }: BlockedTask): StationFact {
  const call = syscall?.name === undefined ? '' : ` in ${syscall.name}(2)`;
  const where = kernelStack.length > 0 ? kernelStack.slice(0, 4).join(' ← ') : (wchan ?? 'the kernel');
  return {
    says: `${comm} (${tid}) sleeps${call}: ${where}.`,
    status: 'proven',
    evidence: evidence.filter(isOfKernel).slice(0, 3),
  };
}

function isOfKernel({ file }: Evidence): boolean {
  return /\/(?:stack|wchan|syscall|status)$|ps-eLo/.test(file);
}

/** Who does not answer. */
export function backendStation(story: Story, _snapshot: Snapshot): Station | undefined {
  const sources = [...new Set(story.tasks.flatMap(({ backend }) => backend?.source ?? []))].sort();
  if (sources.length === 0) return undefined;
  const types = [...new Set(story.tasks.flatMap(({ backend }) => backend?.fstype ?? []))].sort();
  return {
    station: 'backend',
    title: sources.length === 1 ? 'backend' : 'backends',
    detail: types.join(' · '),
    count: sources.length,
    unit: sources.length === 1 ? 'does not answer' : 'do not answer',
    names: sources.slice(0, MOST_NAMES),
    role: 'silent',
    facts: factsNamed(story, 'backend'),
  };
}

function factsNamed({ chain }: Story, link: 'tasks' | 'backend'): StationFact[] {
  return chain.flatMap(({ step }) =>
    step?.link === link ? [{ says: step.says, status: step.status, evidence: step.evidence }] : [],
  );
}
