/**
 * A host or a daemon's cgroup with almost as many threads as it may have. Linux kernel/pid.c (alloc_pid), kernel/fork.c (copy_process:
 * nr_threads >= max_threads) and kernel/cgroup/pids.c (pids_try_charge) then refuse each new one with EAGAIN.
 */
import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { ProcessRow } from '../../../model/process.ts';
import type { Statement } from '../../../model/statement.ts';
import { containerRef } from '../../facts/container-ref.ts';
import { containerOf } from '../../facts/container-of.ts';
import type { Facts } from '../../facts/facts.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { Detector } from '../detector.ts';

const NEAR = 0.9;
const ALMOST_REACHED = 0.98;
/** So many programs are named. */
const TOLD = 3;

interface LimitUse {
  /** `kernel.pid_max`; path of a cgroup: `/system.slice/docker.service`. */
  readonly name: string;
  readonly sysctl?: string;
  readonly used: number;
  readonly max: number;
  readonly evidence: readonly (Evidence | undefined)[];
}

export const threadLimitNear: Detector = {
  cause: 'thread-limit-near',
  order: 7,
  detect(facts, cause) {
    const near = [...hostUses(facts), ...cgroupUses(facts)]
      .filter(({ used, max }) => used >= NEAR * max)
      .sort((a, b) => b.used / b.max - a.used / a.max);
    const [worst] = near;
    if (worst === undefined) return undefined;
    const states = [...near.map(stateUse), ...findOwners(facts)];
    return buildFinding(cause, {
      severity: worst.used >= ALMOST_REACHED * worst.max ? 'critical' : 'warning',
      confidence: 'proven',
      summary: states,
      chain: [
        provenLink(
          'symptom',
          states,
          near.flatMap(({ evidence }) => evidence),
        ),
      ],
      remedies: adviseFromKnowledge(facts, about(cause, worst), undefined, []),
    });
  },
};

/** PID_MAX_LIMIT of a 64-bit kernel (include/linux/threads.h). */
const HIGHEST = 4_194_304;
const UNIT = /^[A-Za-z0-9:_.@-]+\.(?:service|scope|slice)$/;

/** The cause with the limit in its commands, without those that are about the other kind of limit. */
function about(cause: Cause, { sysctl, name, max }: LimitUse): Cause {
  const unit = sysctl === undefined ? name.split('/').findLast((part) => UNIT.test(part)) : undefined;
  const number = String(Math.max(max, Math.min(2 * max, HIGHEST)));
  const isOther = (command = ''): boolean =>
    (command.includes('<SYSCTL>') && sysctl === undefined) ||
    (command.includes('<UNIT>') && unit === undefined);
  const fill = (command: string | undefined): string | undefined =>
    command
      ?.replace('<SYSCTL>', sysctl ?? '')
      .replace('<UNIT>', unit ?? '')
      .replace('<NUMBER>', number);
  return {
    ...cause,
    remedies: cause.remedies
      .filter(({ command }) => !isOther(command))
      .map(({ command, ...remedy }) => ({ ...remedy, ...defined({ command: fill(command) }) })),
  };
}

function hostUses({ snapshot: { host, tasks } }: Facts): readonly LimitUse[] {
  const used = Math.max(host.threadCount ?? 0, tasks?.threadCount ?? 0);
  return (host.threadLimits ?? []).map(({ sysctl, max, evidence }) => ({
    name: sysctl,
    sysctl,
    used,
    max,
    evidence: [evidence],
  }));
}

/** Daemons below one slice share its limit. */
function cgroupUses({ snapshot: { daemons } }: Facts): readonly LimitUse[] {
  const byPath = new Map(
    daemons.flatMap(({ cgroupTasks }) => (cgroupTasks ? [[cgroupTasks.path, cgroupTasks]] : [])),
  );
  return [...byPath.values()].map(({ path, current, max, evidence }) => ({
    name: path,
    used: current,
    max,
    evidence,
  }));
}

function stateUse({ name, sysctl, used, max }: LimitUse): Statement {
  return { kind: 'threads-near-limit', limit: name, isCgroup: sysctl === undefined, used, max };
}

/** Which programs have the most threads, with their container where there is one. */
function findOwners(facts: Facts): readonly Statement[] {
  const byProgram = new Map<string, { threads: number; rows: ProcessRow[] }>();
  for (const row of facts.snapshot.tasks?.processes.values() ?? []) {
    if (row.isKernel === true || row.threadCount === undefined) continue;
    const program = byProgram.get(row.comm) ?? { threads: 0, rows: [] };
    program.threads += row.threadCount;
    program.rows.push(row);
    byProgram.set(row.comm, program);
  }
  const most = [...byProgram].sort(([a, one], [b, other]) => other.threads - one.threads || (a < b ? -1 : 1));
  if (most.length === 0) return [];
  const programs = most.slice(0, TOLD).map(([comm, { threads, rows }]) => {
    const [only, ...others] = rows;
    const pid = others.length === 0 ? only?.pid : undefined;
    const container =
      pid === undefined ? undefined : containerOf(pid, facts.snapshot.tasks, facts.containers.values());
    return {
      comm,
      threads,
      processes: rows.length,
      ...defined({ pid, container: container && containerRef(facts, container.id) }),
    };
  });
  return [{ kind: 'most-threads', programs }];
}
