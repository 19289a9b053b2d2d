import type { Finding, FindingRemedy } from '../../model/diagnosis.ts';

/** What can be done about all findings, each thing once, safest first: what deadwait can do itself, then by risk. */
export function listRemedies(findings: readonly Finding[]): FindingRemedy[] {
  const byText = new Map<string, FindingRemedy>();
  for (const remedy of findings.flatMap(({ remedies }) => remedies)) {
    const key = JSON.stringify([remedy.id, remedy.says, remedy.command]);
    if (!byText.has(key)) byText.set(key, remedy);
  }
  return [...byText.values()].sort((a, b) => danger(a) - danger(b));
}

const RISKS = ['none', 'low', 'medium', 'high'];

/** Risks open with one of the words above; one that does not stands between low and high. */
function danger({ risk, automatic }: FindingRemedy): number {
  const word = /^[a-z]+/.exec(risk.toLowerCase())?.[0] ?? '';
  const rank = RISKS.indexOf(word);
  return (
    (rank < 0 ? RISKS.indexOf('medium') : rank) * 2 + (automatic ? 0 : 1) - (automatic ? RISKS.length : 0)
  );
}
