/**
 * How a dockerd waits for a container that it kills. moby daemon/kill.go and daemon/stop.go: v18.09.2 kill.go:162 and v20.10.9
 * kill.go:174 wait without an end; since v20.10.10 (moby#42956) kill.go:148 waits 10 s, kill.go:167 2 s more, and stop.go:90
 * another 2 s before the stop is answered with an error. A stop with t=-1 waits without an end in every version.
 */
import { compareVersions, parseVersion } from '../../../src/parse/version.ts';

/** The sets of stacks in stacks/: each version is written with those of the nearest one that was recorded. */
export type StackSet = '18.09.2' | '20.10.24';

export interface Behaviour {
  readonly bounded: boolean;
  readonly stackSet: StackSet;
}

/** After SIGKILL through containerd, before dockerd sends it itself. */
export const KILL_WAIT_MS = 10_000;
/** After that, where the wait has an end. */
export const DIRECT_KILL_WAIT_MS = 2_000;
/** After Kill gave up, before the stop does. */
export const LAST_CHANCE_MS = 2_000;

/** Undefined for what is no version. */
export function findBehaviour(daemonVersion: string): Behaviour | undefined {
  const version = parseVersion(daemonVersion);
  const fixed = parseVersion('20.10.10');
  if (version === undefined || fixed === undefined) return undefined;
  const bounded = compareVersions(version, fixed) >= 0;
  return { bounded, stackSet: bounded ? '20.10.24' : '18.09.2' };
}

/** From the asking of a stop to the stage in which it stays, or to its answer. */
export function longestStopMs(bounded: boolean, graceSeconds: number): number {
  if (graceSeconds < 0) return 0;
  return graceSeconds * 1000 + KILL_WAIT_MS + (bounded ? DIRECT_KILL_WAIT_MS + LAST_CHANCE_MS : 0);
}
