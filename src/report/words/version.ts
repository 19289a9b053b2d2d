import type { VersionRange } from '../../model/cause.ts';
import type { VersionStatement } from '../../model/statements/version.ts';
import { listed } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const VERSION_WORDS: Words<VersionStatement> = {
  flaw: ({ daemon, version, affected, ranges, fixes }) => {
    const fixed =
      fixes.length === 0
        ? 'No release has a fix'
        : `Fixed in ${listed(fixes.map((fix) => `${fix.version} (${fix.by})`))}`;
    const where = listed(ranges.map(sayRange));
    if (affected === undefined)
      return `The version of ${daemon} is not known; the flaw is in ${where}. ${fixed}.`;
    return affected
      ? `${daemon} ${version ?? ''} has this flaw (${where}). ${fixed}.`
      : `${daemon} ${version ?? ''} does not have this flaw. ${fixed}.`;
  },
  version: ({ daemon, version, goVersion, kernel }) => {
    if (version === undefined) return `The version of ${daemon} is not known (${daemon} --version).`;
    const go = goVersion === undefined ? '' : `, built with ${goVersion}`;
    return `This is ${daemon} ${version}${go}${kernel === undefined ? '' : `, on kernel ${kernel}`}.`;
  },
};

function sayRange({ from, before }: VersionRange): string {
  if (from === undefined && before === undefined) return 'all versions';
  if (before === undefined) return `from ${from} on`;
  return from === undefined ? `before ${before}` : `from ${from} until ${before}`;
}
