import { defined } from '../../model/defined.ts';
import type { Cause } from '../../model/cause.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { FindingContainer } from '../../model/diagnosis.ts';
import type { StatedRemedy } from '../../model/stated-finding.ts';
import type { Facts } from '../facts/facts.ts';
import { fillNames, findNames } from './fill-names.ts';

/** The advice of a knowledge file, in its order, with the names of this host filled in. Never automatic. */
export function adviseFromKnowledge(
  facts: Facts,
  cause: Cause,
  daemon: Daemon | undefined,
  containers: readonly FindingContainer[],
  stoppedPids: readonly number[] = [],
): readonly StatedRemedy[] {
  const { liveRestore } = daemon ?? {};
  const names = findNames(facts, containers, stoppedPids);
  const mayHaveKubectl = mayBeOfKubernetes(facts);
  // Where it is not known, what is advised must also do where it is off.
  return cause.remedies
    .filter((remedy) => remedy.liveRestore === undefined || remedy.liveRestore === (liveRestore ?? false))
    .filter(({ where }) => where !== 'kubectl' || mayHaveKubectl)
    .map(({ id, says, risk, loses, effect, command, where, waitsFor, ...remedy }) => {
      const filled = command === undefined ? undefined : fillNames(command, names);
      return {
        id,
        says,
        notes: filled?.notes ?? [],
        risk:
          remedy.liveRestore === false && liveRestore === undefined ? { kind: 'live-restore-unknown' } : risk,
        automatic: false,
        loses,
        effect,
        ...defined({ command: filled?.command, where, waitsFor }),
      };
    });
}

/** Whether the host is, or may be, a node of Kubernetes: docker alone has containers without pods. */
function mayBeOfKubernetes({ daemons, snapshot: { containers } }: Facts): boolean {
  return (
    daemons.has('kubelet') ||
    containers.length === 0 ||
    containers.some(({ pod, runtime }) => pod !== undefined || runtime === 'cri')
  );
}
