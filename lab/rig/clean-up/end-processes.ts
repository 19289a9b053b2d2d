import { endProcesses, identify, readStat, signal } from '../process-identity.ts';
import type { Remains } from './remains.ts';
import { findByCommandLine, findLabProcesses, findRecorded } from './lab-processes.ts';

/** SIGCONT to all that was stopped: a stopped process takes SIGKILL only, and answers nobody. */
export async function resumeStopped(remains: Remains): Promise<void> {
  for (const { pid, startTicks } of remains.state.things('stopped-process')) {
    if (pid !== undefined && startTicks !== undefined) signal({ pid, startTicks }, 'SIGCONT');
  }
  for (const who of await findLabProcesses(remains)) {
    if (readStat(who.pid)?.state === 'T') signal(who, 'SIGCONT');
  }
}

/** Ends the lab's own processes of these roles. */
export async function endHelpers(remains: Remains, roles: readonly string[]): Promise<void> {
  await endProcesses(await findRecorded(remains, roles), 2000);
}

/** dockerd, then containerd, then whatever else names the lab's folder: shims, runc, scripts that nobody recorded. */
export async function endDaemons(remains: Remains): Promise<void> {
  await endProcesses(await findRecorded(remains, ['dockerd']), 10_000);
  await endProcesses(await findRecorded(remains, ['containerd']), 5000);
  const servers = new Set(
    (await findRecorded(remains, ['fuse-server', 'event-proxy'])).map(({ pid }) => pid),
  );
  const rest = (await findByCommandLine(remains)).filter(({ pid }) => !servers.has(pid));
  const left = await endProcesses(rest, 2000);
  const still = left.filter(({ pid }) => identify(pid) !== undefined);
  if (still.length > 0) throw new Error(`pid ${still.map(({ pid }) => pid).join(', ')} did not end`);
}
