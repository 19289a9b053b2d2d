/**
 * What a finding says must not be more certain than whoever said it: an API that the user named may be anybody's. A finding that rests
 * on one is likely at most, and the links of its chain that do are unknown.
 */
import type { UnprovenApi } from '../model/daemon-identity.ts';
import type { ChainLink, Finding } from '../model/diagnosis.ts';
import { mostLikely } from '../causes/finding/mark-unverified.ts';

interface Api {
  /** Where its answers stand in a case. */
  readonly folders: readonly string[];
  /** What it is not proven to be. */
  readonly wanted: string;
}

const UNPROVEN: Readonly<Record<UnprovenApi, Api>> = {
  docker: { folders: ['docker/', 'pprof/dockerd/'], wanted: 'dockerd' },
  cri: { folders: ['cri/', 'pprof/crio/'], wanted: 'a container runtime' },
};

/** In plain words, whose answer it is: `an API that is not proven to be dockerd`. */
export function sayUnproven(api: UnprovenApi): string {
  return `an API that is not proven to be ${UNPROVEN[api].wanted}`;
}

/** The unproven API on which a finding rests. */
export function unprovenBelow(finding: Finding, unproven: readonly UnprovenApi[]): UnprovenApi | undefined {
  return unproven.find((api) => finding.chain.some((link) => comesFrom(link, api)));
}

/** Findings that rest on an unproven API, lowered. All that name containers do so: the API has named them. */
export function markUnproven(
  findings: readonly Finding[],
  unproven: readonly UnprovenApi[],
): readonly Finding[] {
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

function lowered(link: ChainLink, unproven: readonly UnprovenApi[]): ChainLink {
  const api = unproven.find((one) => comesFrom(link, one));
  if (api === undefined || link.status === 'unknown') return link;
  return { ...link, status: 'unknown', says: `${link.says} This comes from ${sayUnproven(api)}.` };
}

function comesFrom({ evidence }: ChainLink, api: UnprovenApi): boolean {
  return evidence.some(({ file }) => UNPROVEN[api].folders.some((folder) => file.startsWith(folder)));
}
