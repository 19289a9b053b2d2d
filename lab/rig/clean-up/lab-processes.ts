import { basename } from 'node:path';
import { readChild } from '../../../src/system/killable-child.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import { identify, isAlive, readStat } from '../process-identity.ts';
import type { Remains } from './remains.ts';

/** Programs of a lab, by the first words of their command lines; nobody else's editor or shell is one. */
const DAEMON = /^(?:dockerd|docker-containerd|containerd)(?:-|$)|^runc$/;
const SCRIPT = /\/lab\/faults\/[\w/-]+\.ts /;

/** Every process of the lab: those that were recorded, and those whose command line names the lab's folder. */
export async function findLabProcesses(remains: Remains): Promise<readonly ProcessIdentity[]> {
  return [...(await findRecorded(remains)), ...(await findByCommandLine(remains))];
}

/** Recorded processes that still run, of these roles, or of all. */
export async function findRecorded(
  { state }: Remains,
  roles?: readonly string[],
): Promise<readonly ProcessIdentity[]> {
  return state.things('process').flatMap(({ role, pid, startTicks }) => {
    if (pid === undefined || startTicks === undefined || roles?.includes(role) === false) return [];
    const who = { pid, startTicks };
    return isAlive(who) ? [who] : [];
  });
}

/** Daemons, shims and scripts of the lab that run, whoever started them; command lines are read by a child: they can hang. */
export async function findByCommandLine({ folder }: Remains): Promise<readonly ProcessIdentity[]> {
  const options = { path: 'ps', deadlineMs: 5000 };
  const bytes = await readChild('ps', ['-eo', 'pid=,args=', '-ww'], options).catch(() => Buffer.alloc(0));
  const own = ancestors();
  return Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, pid = '', args = ''] = /^ *(\d{1,10}) (.*)$/.exec(line) ?? [];
      if (!args.includes(`${folder}/`) || own.has(Number(pid))) return [];
      const program = basename(args.split(' ', 1)[0] ?? '');
      const who = DAEMON.test(program) || SCRIPT.test(args) ? identify(Number(pid)) : undefined;
      return who === undefined ? [] : [who];
    });
}

function ancestors(): ReadonlySet<number> {
  const pids = new Set<number>();
  for (let pid = process.pid; pid > 1 && !pids.has(pid); pid = readStat(pid)?.parentPid ?? 1) pids.add(pid);
  return pids;
}
