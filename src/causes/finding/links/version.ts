import type { Cause, VersionRange } from '../../../model/cause.ts';
import type { Daemon } from '../../../model/daemon.ts';
import type { ChainLink } from '../../../model/diagnosis.ts';
import { inRange } from '../../../parse/version.ts';
import { listed } from '../../../wording/phrases.ts';
import { daemonOf, type Facts } from '../../facts/facts.ts';
import { provenLink, refutedLink, unknownLink } from './link.ts';

/** Whether a version has the flaw; undefined when it cannot be told. */
export function isAffected(cause: Cause, version: string | undefined): boolean | undefined {
  if (version === undefined) return undefined;
  const answers = cause.affected.map((range) => inRange(version, range));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** Whether the running daemon has the flaw, and which release fixed it. */
export function versionLink(facts: Facts, cause: Cause, daemonName: string): ChainLink {
  const daemon = daemonOf(facts, daemonName);
  if (cause.kind === 'lookalike') return plainVersion(daemonName, daemon);
  const ranges = listed(cause.affected.map(describeRange));
  const fixes = cause.fixed.map((fix) => `${fix.version} (${fix.by})`);
  const fixed = fixes.length === 0 ? 'No release has a fix' : `Fixed in ${listed(fixes)}`;
  const evidence = daemon?.versionEvidence ? [daemon.versionEvidence] : [];
  const affected = isAffected(cause, daemon?.version);
  if (affected === undefined)
    return unknownLink(
      'version',
      `The version of ${daemonName} is not known; the flaw is in ${ranges}. ${fixed}.`,
      evidence,
    );
  if (!affected)
    return refutedLink(
      'version',
      `${daemonName} ${daemon?.version} does not have this flaw. ${fixed}.`,
      evidence,
    );
  return provenLink(
    'version',
    `${daemonName} ${daemon?.version} has this flaw (${ranges}). ${fixed}.`,
    evidence,
  );
}

/** Of what is no fault there is none to be fixed. */
function plainVersion(daemonName: string, daemon: Daemon | undefined): ChainLink {
  return daemon?.version === undefined
    ? unknownLink('version', `The version of ${daemonName} is not known.`, [])
    : provenLink(
        'version',
        `This is ${daemonName} ${daemon.version}.`,
        daemon.versionEvidence ? [daemon.versionEvidence] : [],
      );
}

function describeRange(range: VersionRange): string {
  if (range.from === undefined && range.before === undefined) return 'all versions';
  if (range.before === undefined) return `from ${range.from} on`;
  return range.from === undefined ? `before ${range.before}` : `from ${range.from} until ${range.before}`;
}
