/** Shims without their containerd: each is started by one and reports to it (containerd runtime/v2/shim). */
import type { ProcessRow } from '../../../model/process.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import { sawThreads } from '../../facts/saw-threads.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { Detector } from '../detector.ts';

/** The kernel cuts names of threads at 15 characters. */
const SHIM = 'containerd-shim';
/** Programs in which containerd runs as a part. */
const WITH_CONTAINERD = /^(?:containerd$|k3s|rke2|microk8s|k0s|containerd\.s)|(?:^|[\s/])containerd(?:\s|$)/;

export const containerdGone: Detector = {
  cause: 'containerd-gone',
  order: 6,
  detect(facts, cause) {
    const { snapshot } = facts;
    if (!sawThreads(snapshot) || snapshot.daemons.some(({ name }) => name === 'containerd')) return undefined;
    const processes = [...(snapshot.tasks?.processes.values() ?? [])];
    const shims = processes.filter(isShim);
    if (shims.length === 0 || processes.some(isContainerd)) return undefined;
    const without = snapshot.daemons.map(({ name }) => name).filter((name) => name !== 'kubelet');
    const whose =
      without.length === 0 ? '' : `; ${listed([...new Set(without)])} cannot start or stop a container`;
    const summary = `No containerd runs, and ${counted(shims.length, 'shim')} of it ${shims.length === 1 ? 'does' : 'do'}${whose}.`;
    return buildFinding(cause, {
      severity: 'critical',
      confidence: 'likely',
      summary,
      chain: [
        provenLink(
          'tasks',
          summary,
          shims
            .slice(0, 3)
            .map(({ pid, comm, args }) => ({ file: 'tasks/ps-eLo.txt', quote: `${pid} ${comm} ${args}` })),
        ),
      ],
      remedies: adviseFromKnowledge(facts, cause, undefined, []),
    });
  },
};

function isShim({ comm, isUntrusted }: ProcessRow): boolean {
  return comm.startsWith(SHIM) && isUntrusted !== true;
}

function isContainerd({ comm, args }: ProcessRow): boolean {
  return !comm.startsWith(SHIM) && (WITH_CONTAINERD.test(comm) || /(?:^|\/)containerd(?:\s|$)/.test(args));
}
