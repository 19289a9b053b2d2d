/**
 * A daemon or shim that is stopped by a signal or held by a debugger: state T or t of proc_pid_stat(5). Processes inside of
 * containers may be stopped for their own reasons, and are no business of ours.
 */
import { buildFinding } from '../../finding/build-finding.ts';
import type { Cause } from '../../../model/cause.ts';
import type { StatedFinding } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';
import type { StoppedProcess } from '../../../model/task.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import type { Detector } from '../detector.ts';
import { containerRef } from '../../facts/container-ref.ts';
import type { Facts } from '../../facts/facts.ts';
import { provenLink } from '../../finding/links/link.ts';

export const runtimeProcessStopped: Detector = {
  cause: 'runtime-process-stopped',
  order: 5,
  detect(facts, cause) {
    const daemons = new Set(facts.snapshot.daemons.map(({ pid }) => pid));
    const stopped = (facts.snapshot.tasks?.stopped ?? []).filter(
      ({ pid, isShim }) => isShim || daemons.has(pid),
    );
    return stopped.length === 0 ? undefined : describe(facts, cause, stopped);
  },
};

function describe(facts: Facts, cause: Cause, stopped: readonly StoppedProcess[]): StatedFinding {
  const containers = stopped.flatMap(({ containerId: id }) =>
    id === undefined ? [] : [containerRef(facts, id)],
  );
  const states: Statement = {
    kind: 'runtime-stopped',
    processes: stopped.map(({ comm, pid }) => ({ comm, pid })),
    containers,
    by: stopped.every(({ state }) => state === 't') ? 'debugger' : 'signal',
  };
  return buildFinding(cause, {
    severity: 'warning',
    confidence: 'proven',
    summary: states,
    containers,
    chain: [
      provenLink(
        'tasks',
        states,
        stopped.map(({ evidence }) => evidence),
      ),
    ],
    remedies: adviseFromKnowledge(
      facts,
      cause,
      undefined,
      containers,
      stopped.map(({ pid }) => pid),
    ),
  });
}
