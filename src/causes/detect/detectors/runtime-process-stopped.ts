/**
 * A daemon or shim that is stopped by a signal or held by a debugger: state T or t of proc_pid_stat(5). Processes inside of
 * containers may be stopped for their own reasons, and are no business of ours.
 */
import { buildFinding } from '../../finding/build-finding.ts';
import type { Cause } from '../../../model/cause.ts';
import type { Finding, FindingContainer } from '../../../model/diagnosis.ts';
import type { StoppedProcess } from '../../../model/task.ts';
import { listed, nameOf } from '../../../wording/phrases.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import type { Detector } from '../detector.ts';
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

function describe(facts: Facts, cause: Cause, stopped: readonly StoppedProcess[]): Finding {
  const containers = stopped.flatMap(({ containerId }) => containerId ?? []).map((id) => name(facts, id));
  const names = listed(
    stopped.map(({ comm, pid }) => `${comm} (pid ${pid})`),
    3,
  );
  const whose = containers.length === 0 ? '' : `, the shim of ${listed(containers.map(nameOf), 3)},`;
  const how = stopped.every(({ state }) => state === 't') ? 'held by a debugger' : 'stopped by a signal';
  const says = `${names}${whose} ${stopped.length === 1 ? 'is' : 'are'} ${how} and ${stopped.length === 1 ? 'answers' : 'answer'} nobody.`;
  return buildFinding(cause, {
    severity: 'warning',
    confidence: 'proven',
    summary: says,
    containers,
    chain: [
      provenLink(
        'tasks',
        says,
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

function name(facts: Facts, id: string): FindingContainer {
  const known = facts.containers.get(id);
  return {
    id,
    ...(known?.name === undefined ? {} : { name: known.name }),
    ...(known?.pod === undefined ? {} : { pod: known.pod }),
  };
}
