/**
 * Containers that their runtime calls running although their init has exited, whether they are being stopped or not. Only where the
 * thread table is whole and of the runtime's own pid namespace: the daemon that names the pids is in it.
 */
import type { Container } from '../../../model/container.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { ContainerInit } from '../../../model/task.ts';
import { containerRef } from '../../facts/container-ref.ts';
import type { Facts } from '../../facts/facts.ts';
import { sawThreads } from '../../facts/saw-threads.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { Detector } from '../detector.ts';

/** The list of the containers and the thread table are read one after the other. */
const JUST_STARTED_MS = 60_000;
/** The daemons that list the pids of a runtime's containers. */
const DAEMONS: Readonly<Record<Container['runtime'], RegExp>> = {
  docker: /^dockerd$/,
  cri: /^(?:containerd|crio)$/,
};

interface Ended {
  readonly init: ContainerInit;
  readonly container: Container;
}

export const containerInitGone: Detector = {
  cause: 'container-init-gone',
  order: 30,
  detect(facts, cause, found) {
    if (!sawThreads(facts.snapshot)) return undefined;
    const told = new Set(found.flatMap(toldIds));
    const ended = (facts.snapshot.tasks?.inits ?? []).flatMap((init): readonly Ended[] => {
      const container = facts.containers.get(init.containerId);
      if (container === undefined || told.has(container.id) || !isCalledRunning(facts, container)) return [];
      return hasExited(facts, init) ? [{ init, container }] : [];
    });
    if (ended.length === 0) return undefined;
    const containers = ended.map(({ container: { id } }) => containerRef(facts, id));
    const states: Statement = {
      kind: 'inits-exited',
      ended: ended.flatMap(({ init: { pid, containerId, state } }) =>
        state === 'alive' ? [] : [{ ...containerRef(facts, containerId), pid, state }],
      ),
    };
    return buildFinding(cause, {
      severity: 'warning',
      confidence: 'likely',
      summary: states,
      containers,
      chain: [
        provenLink(
          'tasks',
          [states, { kind: 'threads-read', threads: facts.snapshot.tasks?.threadCount ?? 0 }],
          ended.flatMap(({ init, container }) => [init.evidence, container.evidence]),
        ),
      ],
      remedies: adviseFromKnowledge(facts, cause, facts.daemons.get('dockerd'), containers),
    });
  },
};

function toldIds({ severity, containers }: StatedFinding): readonly string[] {
  return severity === 'info' ? [] : containers.map(({ id }) => id);
}

function isCalledRunning(facts: Facts, { runtime, state, startedAtMs }: Container): boolean {
  if (state !== 'running') return false;
  const { capturedAtMs } = facts;
  if (capturedAtMs !== undefined && startedAtMs !== undefined && capturedAtMs - startedAtMs < JUST_STARTED_MS)
    return false;
  return [...(facts.snapshot.tasks?.processes.values() ?? [])].some(({ comm }) =>
    DAEMONS[runtime].test(comm),
  );
}

/** A first thread that is a zombie may belong to a process whose other threads run. */
function hasExited({ snapshot: { tasks } }: Facts, { containerId, pid, state }: ContainerInit): boolean {
  if (state === 'gone') return true;
  if (state === 'zombie') return (tasks?.processes.get(pid)?.threadCount ?? 1) === 1;
  return (
    state === 'exiting' &&
    (tasks?.blocked.some((task) => task.containerId === containerId && task.state === 'D') ?? false)
  );
}
