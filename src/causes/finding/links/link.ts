import type { ChainLink, LinkName } from '../../../model/diagnosis.ts';
import type { Evidence } from '../../../model/evidence.ts';

/** Lines of evidence that one link may show. */
const MOST_EVIDENCE = 8;

/** A link that its evidence proves; without any it is unknown, whatever it says. */
export function provenLink(
  link: LinkName,
  says: string,
  evidence: readonly (Evidence | undefined)[],
): ChainLink {
  const given = distinct(evidence.filter((one) => one !== undefined));
  return { link, status: given.length > 0 ? 'proven' : 'unknown', says, evidence: given };
}

/** A link that could not be seen; `says` names what is missing and the command that would show it. */
export function unknownLink(link: LinkName, says: string, evidence: readonly Evidence[] = []): ChainLink {
  return { link, status: 'unknown', says, evidence: distinct(evidence) };
}

/** A link of which the evidence shows the opposite. */
export function refutedLink(link: LinkName, says: string, evidence: readonly Evidence[]): ChainLink {
  return { link, status: 'refuted', says, evidence: distinct(evidence) };
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Map(evidence.map((one) => [`${one.file}:${one.line ?? ''} ${one.quote}`, one]));
  return [...seen.values()].slice(0, MOST_EVIDENCE);
}
