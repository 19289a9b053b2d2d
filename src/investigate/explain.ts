import { faultlessCauses } from '../causes/facts/faultless.ts';
import type { Cause } from '../model/cause.ts';
import type { Finding } from '../model/diagnosis.ts';

/**
 * Says which finding explains which: a leak about containers that cannot die is explained by that, and else by what the
 * knowledge files say brings it about. What feeds a leak weighs as much as the leak, and advice that the explaining finding
 * gives exactly is left out.
 */
export function explainFindings(findings: readonly Finding[], causes: readonly Cause[]): readonly Finding[] {
  return explainByKnowledge(explainByRoot(findings, causes), causes);
}

function explainByRoot(findings: readonly Finding[], causes: readonly Cause[]): readonly Finding[] {
  const roots = new Set(causes.filter((cause) => cause.explainsContainers).map(({ id }) => id));
  const root = findings.find((finding) => roots.has(finding.cause));
  if (root === undefined) return findings;
  const stuck = new Set(root.containers.map((container) => container.id));
  // What is no fault needs no explanation.
  const faultless = faultlessCauses(causes);
  const isFed = (finding: Finding): boolean =>
    finding !== root &&
    !faultless.has(finding.cause) &&
    (finding.containers.length === 0
      ? waitsForContainers(finding, causes)
      : finding.containers.some((container) => stuck.has(container.id)));
  const feeds = findings.some((finding) => isFed(finding) && finding.severity !== 'info');
  return findings.map((finding) => {
    if (finding === root) return feeds ? { ...finding, severity: 'critical' as const } : finding;
    return isFed(finding) ? explainBy(finding, root, causes) : finding;
  });
}

/** Stops that hang, of which nothing tells which: the containers that cannot die are the ones there are. */
function waitsForContainers(finding: Finding, causes: readonly Cause[]): boolean {
  const cause = causes.find((one) => one.id === finding.cause);
  return cause?.occurrence === 'stop' && cause.groups.some((group) => group.container !== undefined);
}

function explainByKnowledge(findings: readonly Finding[], causes: readonly Cause[]): readonly Finding[] {
  const explained = new Map(causes.map(({ id, explains }) => [id, new Set(explains)]));
  return findings.map((finding) => {
    if (finding.because.length > 0) return finding;
    return findings
      .filter((other) => explained.get(other.cause)?.has(finding.cause) && mayConcern(other, finding))
      .reduce((result, other) => explainBy(result, other, causes), finding);
  });
}

/** Whether two findings are about the same containers, as far as they tell any. */
function mayConcern(one: Finding, other: Finding): boolean {
  if (one.containers.length === 0 || other.containers.length === 0) return true;
  const ids = new Set(one.containers.map(({ id }) => id));
  return other.containers.some(({ id }) => ids.has(id));
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
