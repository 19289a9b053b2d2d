/**
 * What a finding says must not be more certain than the knowledge that it rests on: claims that were not read in the sources are
 * named in the finding, which is then likely at most, and links of its chain that rest on them are not proven.
 */
import type { Cause } from '../../model/cause.ts';
import type { ChainLink, Confidence, Finding, LinkName } from '../../model/diagnosis.ts';

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

const NOT_READ = 'This rests on knowledge that was not checked against the sources.';

/** Findings whose causes have unverified claims, marked as such. */
export function markUnverified(findings: readonly Finding[], causes: readonly Cause[]): readonly Finding[] {
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

function restsOn({ link }: ChainLink, unverified: true | readonly string[]): boolean {
  const links =
    unverified === true
      ? [...RESTS_ON.values()]
      : unverified.map((claim) => RESTS_ON.get(claim.split(' ')[0] ?? ''));
  return links.includes(link);
}

function unproven(link: ChainLink): ChainLink {
  return link.status === 'proven' ? { ...link, status: 'unknown', says: `${link.says} ${NOT_READ}` } : link;
}
