import type { Cause } from '../model/cause.ts';
import type { Finding, Severity, Verdict } from '../model/diagnosis.ts';

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

/**
 * One word for the whole: a leak before what is stuck before what is degraded. Findings that only inform leave a host healthy, and a
 * host of which not enough was seen is not called so.
 */
export function findVerdict(
  findings: readonly Finding[],
  causes: readonly Cause[],
  complete: boolean,
): Verdict {
  const weighing = findings.flatMap(({ cause: id, severity }) => {
    const cause = causes.find((one) => one.id === id);
    return severity === 'info' && cause?.alwaysWeighs !== true ? [] : [cause?.kind ?? 'degraded'];
  });
  const kinds = new Set(weighing);
  if (kinds.has('leak')) return 'leak';
  if (kinds.has('stuck')) return 'stuck';
  if (kinds.has('degraded')) return 'degraded';
  return complete ? 'healthy' : 'unknown';
}
