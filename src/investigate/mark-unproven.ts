/**
 * A finding must not be more certain than its source: an API that the user named may be anybody's. A finding that rests
 * on one is likely at most, and the links of its chain that do are unknown.
 */
import type { UnprovenApi } from '../model/daemon-identity.ts';
import type { ChainLink } from '../model/diagnosis.ts';
import type { StatedFinding, StatedLink } from '../model/stated-finding.ts';
import { mostLikely } from '../causes/finding/mark-unverified.ts';

/** Where the answers of an API stand in a case. */
const FOLDERS: Readonly<Record<UnprovenApi, readonly string[]>> = {
  docker: ['docker/', 'pprof/dockerd/'],
  cri: ['cri/', 'pprof/crio/'],
};

/** The unproven API on which a finding rests. */
export function unprovenBelow(
  { chain }: { readonly chain: readonly Pick<ChainLink, 'evidence'>[] },
  unproven: readonly UnprovenApi[],
): UnprovenApi | undefined {
  return unproven.find((api) => chain.some((link) => comesFrom(link, api)));
}

/** Findings that rest on an unproven API, lowered. All that name containers do so: the API has named them. */
export function markUnproven(
  findings: readonly StatedFinding[],
  unproven: readonly UnprovenApi[],
): readonly StatedFinding[] {
  if (unproven.length === 0) return findings;
  return findings.map((finding) => {
    const rests = finding.containers.length > 0 || unprovenBelow(finding, unproven) !== undefined;
    if (!rests) return finding;
    return {
      ...finding,
      confidence: mostLikely(finding.confidence),
      chain: finding.chain.map((link) => lowered(link, unproven)),
    };
  });
}

function lowered(link: StatedLink, unproven: readonly UnprovenApi[]): StatedLink {
  const api = unproven.find((one) => comesFrom(link, one));
  if (api === undefined || link.status === 'unknown') return link;
  return { ...link, status: 'unknown', states: [...link.states, { kind: 'unproven-api', api }] };
}

function comesFrom({ evidence }: Pick<ChainLink, 'evidence'>, api: UnprovenApi): boolean {
  return evidence.some(({ file }) => FOLDERS[api].some((folder) => file.startsWith(folder)));
}
