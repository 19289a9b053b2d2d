/**
 * Shims without their containerd, or a dockerd with containers and without one: each shim is started by a containerd and reports to it
 * (containerd core/runtime/v2/shim.go, publish), and dockerd starts, stops and watches containers through it alone.
 */
import type { Daemon } from '../../../model/daemon.ts';
import type { ProcessRow } from '../../../model/process.ts';
import type { Statement } from '../../../model/statement.ts';
import { looksLikeShim } from '../../../collect/blocked/shim.ts';
import { sawThreads } from '../../facts/saw-threads.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { Detector } from '../detector.ts';

/** `containerd`, `docker-containerd`, `balena-engine-containerd`; K3s and k0s start it as a process of its own. */
const CONTAINERD = /(?:^|-)containerd$/;
const CONMON = /^conmon/;
/** The kernel cuts names of threads at 15 characters. */
const LONGEST_NAME = 15;

export const containerdGone: Detector = {
  cause: 'containerd-gone',
  order: 6,
  detect(facts, cause) {
    const { snapshot } = facts;
    if (!sawThreads(snapshot)) return undefined;
    const processes = [...(snapshot.tasks?.processes.values() ?? [])];
    if (processes.some(isContainerd) || snapshot.daemons.some(answers)) return undefined;
    const shims = processes.filter(isShim);
    const dockerd = processes.find((row) => programOf(row) === 'dockerd');
    const running = snapshot.containers.filter(
      ({ runtime, state }) => runtime === 'docker' && state === 'running',
    );
    const left = shims.length > 0 ? shims : dockerd !== undefined && running.length > 0 ? [dockerd] : [];
    if (left.length === 0) return undefined;
    const daemons = new Set(snapshot.daemons.map(({ name }) => name));
    const states: Statement = {
      kind: 'no-containerd',
      shims: shims.length,
      running: running.length,
      unable: [...daemons].filter((name) => name !== 'containerd'),
    };
    return buildFinding(cause, {
      severity: 'critical',
      confidence: 'likely',
      summary: states,
      chain: [
        provenLink(
          'tasks',
          states,
          left
            .slice(0, 3)
            .map(({ pid, comm, args }) => ({ file: 'tasks/ps-eLo.txt', quote: `${pid} ${comm} ${args}` })),
        ),
      ],
      remedies: adviseFromKnowledge(facts, cause, undefined, []),
    });
  },
};

/** A containerd without a process of its own in the table is there where its API or its profile answered. */
function answers({ name, pid, goroutineCount }: Daemon): boolean {
  return name === 'containerd' && (pid === undefined || goroutineCount !== undefined);
}

function isShim(row: ProcessRow): boolean {
  return row.isUntrusted !== true && looksLikeShim(row) && !CONMON.test(row.comm);
}

/** Of a process that has ended and waits for its parent, `ps` prints the name in brackets. */
function isContainerd(row: ProcessRow): boolean {
  if (row.isKernel === true || row.args.startsWith('[')) return false;
  const program = programOf(row);
  return CONTAINERD.test(program) || (CONTAINERD.test(row.comm) && row.comm.length < LONGEST_NAME);
}

function programOf({ args }: ProcessRow): string {
  return args.split(' ', 1)[0]?.split('/').at(-1) ?? '';
}
