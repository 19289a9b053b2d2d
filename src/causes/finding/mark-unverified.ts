/**
 * What a finding says must not be more certain than the knowledge that it rests on: claims that were not read in the sources are
 * named in the finding, which is then likely at most, and links of its chain that rest on them are not proven.
 */
import type { Cause } from '../../model/cause.ts';
import type { Confidence, LinkName } from '../../model/diagnosis.ts';
import type { StatedFinding, StatedLink } from '../../model/stated-finding.ts';

/** The link that rests on a claim, by the claim's first word. */
const RESTS_ON: ReadonlyMap<string, LinkName> = new Map([
  ['from', 'version'],
  ['before', 'version'],
  ['fixed', 'version'],
  ['group', 'goroutines'],
  ['taken', 'locks'],
  ['holds', 'locks'],
  ['log', 'logs'],
]);

/** Findings whose causes have unverified claims, marked as such. */
export function markUnverified(
  findings: readonly StatedFinding[],
  causes: readonly Cause[],
): readonly StatedFinding[] {
  const claims = new Map(causes.map(({ id, unverified }) => [id, unverified]));
  return findings.map((finding) => {
    const unverified = claims.get(finding.cause);
    if (unverified === undefined) return finding;
    return {
      ...finding,
      confidence: mostLikely(finding.confidence),
      unverified: listUnverified(unverified),
      chain: finding.chain.map((link) => (restsOn(link, unverified) ? unproven(link) : link)),
    };
  });
}

/** The claims in words: `all` where the whole file is unverified. */
export function listUnverified(unverified: true | readonly string[]): readonly string[] {
  return unverified === true ? ['all'] : unverified;
}

/** Never proven. */
export function mostLikely(confidence: Confidence): Confidence {
  return confidence === 'proven' ? 'likely' : confidence;
}

function restsOn({ link }: StatedLink, unverified: true | readonly string[]): boolean {
  const links =
    unverified === true
      ? [...RESTS_ON.values()]
      : unverified.map((claim) => RESTS_ON.get(claim.split(' ')[0] ?? ''));
  return links.includes(link);
}

function unproven(link: StatedLink): StatedLink {
  return link.status === 'proven'
    ? { ...link, status: 'unknown', states: [...link.states, { kind: 'unverified-knowledge' }] }
    : link;
}
