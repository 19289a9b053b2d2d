import type { Cause } from '../model/cause.ts';
import type { Finding, Severity, Verdict } from '../model/diagnosis.ts';
import type { Daemon } from '../model/daemon.ts';
import type { Gap } from '../model/gap.ts';
import { counted, listed, nameOf } from '../wording/phrases.ts';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** Leaks first, then what is stuck; within them the most severe, then the one that holds most. */
export function rankFindings(findings: readonly Finding[], causes: readonly Cause[]): readonly Finding[] {
  const kinds: readonly Cause['kind'][] = ['leak', 'stuck', 'degraded', 'lookalike'];
  const kindOf = (finding: Finding): number =>
    kinds.indexOf(causes.find((cause) => cause.id === finding.cause)?.kind ?? 'degraded');
  return [...findings].sort(
    (a, b) =>
      Number(a.severity === 'info') - Number(b.severity === 'info') ||
      kindOf(a) - kindOf(b) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (b.counts.sockets ?? 0) - (a.counts.sockets ?? 0) ||
      (a.cause < b.cause ? -1 : 1),
  );
}

/** One word for the whole: a leak before what is stuck before what is degraded. Findings that only inform make `degraded` at most. */
export function findVerdict(findings: readonly Finding[], causes: readonly Cause[]): Verdict {
  const kinds = new Set(
    findings
      .filter((finding) => finding.severity !== 'info')
      .map((finding) => causes.find((cause) => cause.id === finding.cause)?.kind ?? 'degraded'),
  );
  if (kinds.has('leak')) return 'leak';
  if (kinds.has('stuck')) return 'stuck';
  return kinds.has('degraded') || findings.some((finding) => finding.cause === 'unknown-growth')
    ? 'degraded'
    : 'healthy';
}

/** The verdict in one line for people. */
export function writeHeadline(
  verdict: Verdict,
  findings: readonly Finding[],
  causes: readonly Cause[],
  daemons: readonly Daemon[],
  gaps: readonly Gap[],
): string {
  const [first] = findings;
  const watched = daemons
    .filter((daemon) => daemon.name !== 'kubelet')
    .map((daemon) => [daemon.name, daemon.version].filter(Boolean).join(' '));
  if (verdict === 'healthy' || first === undefined)
    return watched.length === 0
      ? 'no container daemon was found'
      : `nothing wrong was found with ${listed(watched)}${describeGaps(gaps)}`;
  const root = findings.find((finding) => first.because.includes(finding.cause));
  const main = daemons.find((daemon) => daemon.name === 'dockerd') ?? daemons[0];
  const who = [main?.name ?? 'the daemon', main?.version].filter(Boolean).join(' ');
  switch (first.cause) {
    case 'client-connection-leak':
      if (first.confidence === 'possible') return first.summary;
      return `${listed(first.clients.map((client) => `${client.comm} (pid ${client.pid})`))} ${first.clients.length === 1 ? 'holds' : 'hold'} ${counted(first.counts.sockets ?? 0, 'connection')} to ${who}`;
    case 'container-cannot-die':
      return `${listed(first.containers.map(nameOf), 3)} cannot die`;
    default: {
      if (verdict === 'degraded') return first.summary;
      const cause = causes.find((one) => one.id === first.cause);
      const stops = first.counts.sockets;
      if (cause?.occurrence !== 'stop' || cause.kind !== 'leak' || stops === undefined)
        return first.summary.replace(/\.$/, '');
      const containers = root?.containers ?? first.containers;
      const blocked =
        containers.length === 0
          ? ''
          : ` for ${counted(containers.length, 'container')} that ${root?.cause === 'container-cannot-die' ? 'cannot die' : 'did not exit'}`;
      return `${who} waits without a time-out${blocked}: ${counted(stops, 'stop')} ${stops === 1 ? 'hangs' : 'hang'}`;
    }
  }
}

/** Healthy means that nothing was found, which is less when there was less to see. */
function describeGaps(gaps: readonly Gap[]): string {
  const missing = gaps.filter((gap) => gap.reason !== 'absent').length;
  return missing === 0 ? '' : `, but ${counted(missing, 'source')} could not be read`;
}
