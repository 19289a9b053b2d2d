import type { Cause } from '../../../model/cause.ts';
import { defined } from '../../../model/defined.ts';
import type { StatedLink } from '../../../model/stated-finding.ts';
import { inRange } from '../../../parse/version.ts';
import { daemonOf, type Facts } from '../../facts/facts.ts';
import { provenLink, refutedLink, unknownLink } from './link.ts';

/** Whether a version has the flaw; undefined when that is not known. */
export function isAffected(cause: Cause, version: string | undefined): boolean | undefined {
  if (version === undefined) return undefined;
  const answers = cause.affected.map((range) => inRange(version, range));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** Whether the running daemon has the flaw, and which release fixed it; of what is no fault, only its version. */
export function versionLink(facts: Facts, cause: Cause, daemon: string): StatedLink {
  const known = daemonOf(facts, daemon);
  const version = known?.version;
  const evidence = known?.versionEvidence ? [known.versionEvidence] : [];
  if (cause.kind === 'lookalike') {
    const states = { kind: 'version' as const, daemon, ...defined({ version }) };
    return version === undefined ? unknownLink('version', states) : provenLink('version', states, evidence);
  }
  const affected = isAffected(cause, version);
  const states = {
    kind: 'flaw' as const,
    daemon,
    ...defined({ version, affected }),
    ranges: cause.affected,
    fixes: cause.fixed.map(({ version: fixed, by }) => ({ version: fixed, by })),
  };
  if (affected === undefined) return unknownLink('version', states, evidence);
  return affected ? provenLink('version', states, evidence) : refutedLink('version', states, evidence);
}
