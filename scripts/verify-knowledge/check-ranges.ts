// What a file says of versions agrees with itself: no fix lies where the flaw still is, no remedy sends a reader to such a release or
// to one that is older than a release with the flaw, and the ends of ranges are releases.
import type { Cause, RemedyAdvice } from '../../src/model/cause.ts';
import { compareVersions, inRange, parseVersion } from '../../src/parse/version.ts';
import { describe } from './check-functions.ts';
import type { Releases } from './releases.ts';
import { ok, wrong, type Result } from './result.ts';

export function checkRanges(cause: Cause, releases: Releases | undefined): readonly Result[] {
  return [
    ...cause.fixed.flatMap(({ version }) => fixOutside(cause, version)),
    ...cause.remedies.flatMap((remedy) => noDowngrade(cause, remedy)),
    ...(releases === undefined ? [] : bounds(cause, releases)),
  ];
}

function fixOutside({ affected }: Cause, version: string): readonly Result[] {
  const range = affected.find((one) => inRange(version, one) === true);
  return range === undefined
    ? []
    : [wrong(`fixed ${version}`, `${version} is itself affected (${describe(range)})`)];
}

const UPGRADE = /^(?:upgrade|update)/i;
const UPGRADE_ANYWHERE = /upgrade|update/i;

/** Versions that an advice to upgrade names: none is affected, and the newest is no older than what is affected. */
function noDowngrade({ affected }: Cause, { id, says, command = '' }: RemedyAdvice): readonly Result[] {
  if (!UPGRADE.test(id) && !UPGRADE.test(says)) return [];
  const advice = [...says.split(/(?<=\.)\s/), command]
    .filter((sentence) => UPGRADE_ANYWHERE.test(sentence))
    .join(' ');
  // `within 1.7` and `no 2.3 release` name a line, not a release.
  const named = [
    ...advice
      .replace(/\b(?:within|no) \d+\.\d+(?: and \d+\.\d+)*/gi, '')
      .matchAll(/\b\d+\.\d+(?:\.\d+)?(?:-rc\.?\d+)?\b/g),
  ].map(([text]) => text);
  const versions = named.flatMap((text) => parseVersion(text) ?? []).sort(compareVersions);
  const newest = versions.at(-1);
  if (newest === undefined) return [];
  const claim = `remedy ${id}`;
  const sick = named.find((text) => affected.some((range) => inRange(text, range) === true));
  if (sick !== undefined) return [wrong(claim, `advises ${sick}, which is affected`)];
  // What has no fix yet is said, where it is so.
  const beyond = /\bno \d+\.\d+ release\b/.test(says)
    ? undefined
    : affected.find(({ before }) => {
        const end = before === undefined ? undefined : parseVersion(before);
        return end === undefined || compareVersions(end, newest) > 0;
      });
  return beyond === undefined
    ? [ok(claim, `${named.join(', ')} is not affected`)]
    : [
        wrong(
          claim,
          `advises ${named.join(' or ')}, which is older than what is affected (${describe(beyond)})`,
        ),
      ];
}

function bounds({ affected }: Cause, releases: Releases): readonly Result[] {
  return affected.flatMap((range) =>
    (['from', 'before'] as const).flatMap((end) => {
      const version = range[end];
      if (version === undefined) return [];
      const claim = `${end} ${version}`;
      if (releases.find(version) !== undefined) return [ok(claim, 'is a release')];
      const last = releases.endOfLine(version);
      return end === 'before' && last !== undefined
        ? [ok(claim, `all of a line: its last release at hand is ${last.name}`)]
        : [wrong(claim, `${version} is no release of ${releases.repository.name}`)];
    }),
  );
}
