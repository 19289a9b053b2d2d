import type { Cause } from '../model/cause.ts';
import type { Finding } from '../model/diagnosis.ts';

const ROOT = 'container-cannot-die';

/**
 * Says which finding explains which: a leak about containers that cannot die is explained by that. What feeds a leak weighs
 * as much as the leak, and advice that the explaining finding gives exactly is left out.
 */
export function explainFindings(findings: readonly Finding[], causes: readonly Cause[]): readonly Finding[] {
  const root = findings.find((finding) => finding.cause === ROOT);
  if (root === undefined) return findings;
  const stuck = new Set(root.containers.map((container) => container.id));
  const isFed = (finding: Finding): boolean =>
    finding !== root &&
    (finding.containers.length === 0
      ? waitsForContainers(finding, causes)
      : finding.containers.some((container) => stuck.has(container.id)));
  const feeds = findings.some(isFed);
  return findings.map((finding) => {
    if (finding === root) return feeds ? { ...finding, severity: 'critical' as const } : finding;
    return isFed(finding) ? explainBy(finding, root, causes) : finding;
  });
}

/** Goroutines that wait for containers, of which nothing tells which: those that cannot die are the ones there are. */
function waitsForContainers(finding: Finding, causes: readonly Cause[]): boolean {
  const cause = causes.find((one) => one.id === finding.cause);
  return cause?.groups.some((group) => group.container !== undefined) ?? false;
}

function explainBy(finding: Finding, root: Finding, causes: readonly Cause[]): Finding {
  const advice = causes.find((cause) => cause.id === finding.cause)?.remedies ?? [];
  const repeated = new Set(advice.filter((remedy) => remedy.unlessExplained).map((remedy) => remedy.id));
  return {
    ...finding,
    because: [...finding.because, root.cause].sort(),
    remedies: finding.remedies.filter((remedy) => !repeated.has(remedy.id)),
  };
}
