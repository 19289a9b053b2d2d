import type { Cause } from '../../model/cause.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { FindingContainer, FindingRemedy } from '../../model/diagnosis.ts';

/** The risk of a restart of which nobody knows what it does to the containers. */
const UNKNOWN_LIVE_RESTORE =
  "High: whether live-restore is on is not known (docker info -f '{{.LiveRestoreEnabled}}'), and without it every container of this host is stopped. Drain the node first.";

/** The advice of a knowledge file, in its order, with the names of this host filled in. Never automatic. */
export function adviseFromKnowledge(
  cause: Cause,
  daemon: Daemon | undefined,
  containers: readonly FindingContainer[],
): readonly FindingRemedy[] {
  const { liveRestore } = daemon ?? {};
  // Where it is not known, what is advised must also do where it is off.
  return cause.remedies
    .filter((remedy) => remedy.liveRestore === undefined || remedy.liveRestore === (liveRestore ?? false))
    .map((remedy) => ({
      id: remedy.id,
      says: remedy.says,
      risk: remedy.liveRestore === false && liveRestore === undefined ? UNKNOWN_LIVE_RESTORE : remedy.risk,
      automatic: false,
      ...(remedy.command === undefined ? {} : { command: fillNames(remedy.command, containers) }),
    }));
}

/** Names that may stand in a shell command as they are; others stay as the placeholder. */
const SHELL_SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function fillNames(command: string, containers: readonly FindingContainer[]): string {
  const only = containers.length === 1 ? containers[0] : undefined;
  const [namespace, pod] = only?.pod?.split('/') ?? [];
  const values = new Map([
    ['NAMESPACE', namespace],
    ['POD', pod],
    ['CONTAINER', only?.id.slice(0, 12)],
  ]);
  return command.replace(/\b(?:NAMESPACE|POD|CONTAINER)\b/g, (placeholder) => {
    const value = values.get(placeholder);
    return value !== undefined && SHELL_SAFE.test(value) ? value : placeholder;
  });
}
