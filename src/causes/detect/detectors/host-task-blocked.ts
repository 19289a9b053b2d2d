/**
 * Processes outside of containers in uninterruptible sleep. Ordinary reads and writes are in D for moments, so one counts only where
 * something else shows that it will not return: SIGKILL is pending, its backend does not answer others either, it is a program that
 * lives for moments (runc, a mount helper) and is minutes old, or it is part of the runtime and waits for a network or user-space file
 * system, where it has little to do. Waits for a disk never count: a disk may just be slow.
 */
import { defined } from '../../../model/defined.ts';
import type { Confidence } from '../../../model/diagnosis.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { BlockedTask, WaitsFor } from '../../../model/task.ts';
import type { Facts } from '../../facts/facts.ts';
import { findSilentServers } from '../../facts/silent-servers.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { adviseForBackends } from '../../finding/backend-advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { backendLink } from '../../finding/links/backend.ts';
import { describeTask, tasksLink } from '../../finding/links/tasks.ts';
import type { Detector } from '../detector.ts';

/** Waits that only something else ends. */
const UNANSWERED: ReadonlySet<WaitsFor> = new Set(['fuse', 'nfs', 'frozen-fs', 'frozen-cgroup']);
/** Programs that do one thing and end. */
const SHORT_LIVED =
  /^(?:runc(?::.*)?|crun|docker-runc|runsc|mount(?:\..+)?|umount(?:\..+)?|fusermount3?|blkid|lsblk|findmnt|docker-init|exe|nsenter|crictl|ctr|df|du|stat|ls|find|lsof|fuser|iptables.*|ip6tables.*|nft|tc|udevadm)$/;
const LONG_FOR_SHORT_LIVED_SECONDS = 120;
/** What starts, keeps and serves containers; the kernel cuts names of threads at 15 characters. */
const RUNTIME =
  /^(?:dockerd|containerd|docker-containe|containerd-shim|crio|conmon|kubelet|k3s(?:-server|-agent)?|cri-dockerd|sysbox-(?:fs|mgr|runc)|lxcfs|podman|buildkitd|nerdctl)/;

export const hostTaskBlocked: Detector = {
  cause: 'host-task-blocked',
  order: 14,
  detect(facts, cause, found) {
    const told = new Set(found.flatMap(({ tasks }: StatedFinding) => tasks.map(({ tid }) => tid)));
    const silent = silentBackends(facts, found);
    const judged = (facts.snapshot.tasks?.blocked ?? []).flatMap((task) => {
      if (task.containerId !== undefined || task.isUntrusted === true || told.has(task.tid)) return [];
      const sureness = judgeTask(task, silent);
      return sureness === undefined ? [] : [{ task, sureness }];
    });
    if (judged.length === 0) return undefined;
    const tasks = judged.map(({ task }) => task);
    return buildFinding(cause, {
      severity: 'warning',
      confidence: SURENESS.find((one) => judged.some(({ sureness }) => sureness === one)) ?? 'possible',
      summary: summarise(tasks),
      tasks: tasks.map(describeTask),
      chain: [tasksLink(tasks, []), backendLink(facts, tasks)],
      remedies: [
        ...adviseForBackends(tasks),
        ...adviseFromKnowledge(
          facts,
          cause,
          undefined,
          [],
          tasks.map(({ pid }) => pid),
        ),
      ],
    });
  },
};

/** Weakest first: what is said of all is no surer than what is said of each. */
const SURENESS: readonly Confidence[] = ['possible', 'likely', 'proven'];

interface SilentBackends {
  readonly servers: readonly string[];
  /** `major:minor` of what tasks of other findings wait for. */
  readonly devices: ReadonlySet<string>;
}

/** What does not answer, by the kernel's lines and by the findings about containers. */
function silentBackends({ snapshot }: Facts, found: readonly StatedFinding[]): SilentBackends {
  const waiting = found.flatMap(({ severity, tasks }) => (severity === 'info' ? [] : tasks));
  return {
    servers: findSilentServers(snapshot).map(({ server }) => server),
    devices: new Set(
      waiting.flatMap(({ waits, backend }) => (backend && waits !== 'block' ? [backend.device] : [])),
    ),
  };
}

function judgeTask(task: BlockedTask, silent: SilentBackends): Confidence | undefined {
  const { waits, sigkillPending, backend, comm, elapsedSeconds = 0, state } = task;
  if (state !== 'D' || waits === 'block') return undefined;
  if (sigkillPending === true) return UNANSWERED.has(waits) ? 'proven' : 'likely';
  if (SHORT_LIVED.test(comm) && elapsedSeconds >= LONG_FOR_SHORT_LIVED_SECONDS) return 'likely';
  if (!UNANSWERED.has(waits)) return undefined;
  if (backend !== undefined && silent.devices.has(backend.device)) return 'likely';
  if (waits === 'nfs' && silent.servers.some((server) => backend?.source.startsWith(`${server}:`) ?? false))
    return 'likely';
  return RUNTIME.test(comm) ? 'possible' : undefined;
}

function summarise(tasks: readonly BlockedTask[]): Statement {
  return {
    kind: 'host-tasks-blocked',
    count: tasks.length,
    tasks: tasks.map(({ comm, pid, elapsedSeconds }) => ({
      comm,
      pid,
      ...defined({ startedSecondsAgo: SHORT_LIVED.test(comm) ? elapsedSeconds : undefined }),
    })),
    backends: tasks.map(({ waits, backend }) =>
      backend === undefined ? { waits } : { source: backend.source, fstype: backend.fstype },
    ),
  };
}
