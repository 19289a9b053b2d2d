import type { Facts } from './facts.ts';

/** Clock ticks of /proc in a second: USER_HZ, proc(5). */
const TICKS_PER_SECOND = 100;

/**
 * When a daemon was started, in milliseconds since 1970: by its start in /proc, else by its age in the thread table. Undefined
 * where the host does not tell.
 */
export function daemonStartMs(
  { daemons, capturedAtMs, snapshot }: Facts,
  daemonName: string,
): number | undefined {
  const { startTicks, pid } = daemons.get(daemonName) ?? {};
  const { uptimeSeconds } = snapshot.host;
  if (capturedAtMs === undefined) return undefined;
  if (startTicks !== undefined && uptimeSeconds !== undefined)
    return capturedAtMs - (uptimeSeconds - startTicks / TICKS_PER_SECOND) * 1000;
  const age = pid === undefined ? undefined : snapshot.tasks?.processes.get(pid)?.elapsedSeconds;
  return age === undefined ? undefined : capturedAtMs - age * 1000;
}
