import type { LinkName } from '../../../model/diagnosis.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import type { Statement } from '../../../model/statement.ts';

/** Lines of evidence that one link may show. */
const MOST_EVIDENCE = 8;

/** A link that its evidence proves; without any it is unknown, whatever it states. */
export function provenLink(
  link: LinkName,
  states: Statement | readonly Statement[],
  evidence: readonly (Evidence | undefined)[],
): StatedLink {
  const given = distinct(evidence.filter((one) => one !== undefined));
  return { link, status: given.length > 0 ? 'proven' : 'unknown', states: [states].flat(), evidence: given };
}

/** A link that could not be seen; its statement names what is missing and the command that would show it. */
export function unknownLink(
  link: LinkName,
  states: Statement | readonly Statement[],
  evidence: readonly Evidence[] = [],
): StatedLink {
  return { link, status: 'unknown', states: [states].flat(), evidence: distinct(evidence) };
}

/** A link of which the evidence shows the opposite. */
export function refutedLink(link: LinkName, states: Statement, evidence: readonly Evidence[]): StatedLink {
  return { link, status: 'refuted', states: [states], evidence: distinct(evidence) };
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Map(evidence.map((one) => [`${one.file}:${one.line ?? ''} ${one.quote}`, one]));
  return [...seen.values()].slice(0, MOST_EVIDENCE);
}
