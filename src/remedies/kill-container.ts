/**
 * A stop without a time-out (`-t -1`) sends SIGTERM only, which a container's first process may ignore: once its tasks are free, such a
 * container runs on. Killing it is another thing than freeing it, and is planned only when it is asked for. moby daemon/kill.go.
 */
import type { PlannedContainer } from '../model/release.ts';
import { nameOf } from '../wording/phrases.ts';
import { HostError } from '../system/host-error.ts';
import { leftAlone, outcomeOf } from './outcome.ts';
import type { Remedy } from './remedy.ts';

export const killContainer: Remedy = {
  id: 'kill-container',
  order: 15,
  advise: () => [],
  action: {
    effectOnUsers: 'frees',
    plan: async () => [],
    planForContainers: (containers) =>
      containers
        .filter(({ kill }) => kill !== 'pending')
        .map((container) => ({
          id: `kill-container ${container.id.slice(0, 12)}`,
          remedy: 'kill-container',
          target: { kind: 'container', id: container.id, runtime: container.runtime ?? 'docker' },
          says: `Send SIGKILL to ${nameOf(container)}, if it has not ended by then.`,
          commands: [killCommand(container)],
          risk: 'The container ends at once, without cleaning up after itself; it was told to stop before.',
          frees: [],
          users: { groups: [], unreadProcesses: 0 },
        })),
    async apply(action, { machine }) {
      const { target } = action;
      if (target.kind !== 'container') return leftAlone(action, 'it is no container');
      const { id, runtime } = target;
      return outcomeOf(action, async () => {
        try {
          await machine.kill(id, runtime);
          return `Sent SIGKILL to ${id.slice(0, 12)}.`;
        } catch (error) {
          if (error instanceof HostError && /is not running|No such container/i.test(error.message))
            return `${id.slice(0, 12)} had ended by itself.`;
          throw error;
        }
      });
    },
  },
};

/** The command for a human. */
export function killCommand({ id, runtime }: Pick<PlannedContainer, 'id' | 'runtime'>): string {
  const short = id.slice(0, 12);
  return runtime === 'cri' ? `crictl stop --timeout 0 ${short}` : `docker kill ${short}`;
}
