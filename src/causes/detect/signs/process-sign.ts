import type { ProcessSign } from '../../../model/cause.ts';
import type { ProcessRow } from '../../../model/process.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { SignSeen } from './sign-seen.ts';

const THREADS = 'tasks/ps-eLo.txt';
/** A thread's name is cut at 15 bytes. */
const COMM = 15;

/** Helpers of a daemon or a shim that should have ended long ago. */
export function seeProcessSign(facts: Facts, sign: ProcessSign): SignSeen | undefined {
  const processes = facts.snapshot.tasks?.processes;
  if (processes === undefined) return undefined;
  const found = [...processes.values()]
    .filter((row) => isMeant(row, sign) && isBelow(processes.get(row.parentPid), sign))
    .sort((a, b) => (b.elapsedSeconds ?? 0) - (a.elapsedSeconds ?? 0) || a.pid - b.pid);
  const [oldest] = found;
  if (oldest === undefined) return undefined;
  const states = {
    kind: 'sign-processes' as const,
    comm: oldest.comm,
    count: found.length,
    oldestSeconds: oldest.elapsedSeconds ?? 0,
  };
  const link = provenLink(
    'tasks',
    states,
    found.map(({ pid, parentPid, args, elapsedSeconds }) => ({
      file: THREADS,
      quote: `${pid} ${parentPid} ${elapsedSeconds ?? '?'} ${args}`.slice(0, 400),
    })),
  );
  return { link, states };
}

function isMeant(row: ProcessRow, sign: ProcessSign): boolean {
  const words = row.args.split(' ');
  return (
    (row.elapsedSeconds ?? 0) >= sign.olderThanSeconds &&
    isProgram(row, sign.programs) &&
    sign.words.some((word) => words.includes(word)) &&
    !(sign.without ?? []).some((word) => words.includes(word))
  );
}

function isBelow(parent: ProcessRow | undefined, sign: ProcessSign): boolean {
  return parent !== undefined && isProgram(parent, sign.below);
}

function isProgram({ comm, args }: ProcessRow, programs: readonly string[]): boolean {
  const path = args.split(' ', 1)[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return programs.some((program) => name === program || comm === program.slice(0, COMM));
}
