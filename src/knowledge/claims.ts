/**
 * What a knowledge file claims, each under a short name. `checked:` says where a claim was read in the sources, `unverified:`
 * which claims nobody has read there.
 */
import type { Cause } from '../model/cause.ts';

/** What the names of claims are made of; only the parts of a cause that are held against sources. */
type Claiming = Pick<Cause, 'affected' | 'fixed' | 'groups' | 'locks' | 'counted' | 'underWay' | 'shows'>;

/**
 * `from 17.06.0`, `before 20.10.10`, `fixed 20.10.10`, `group kill`, `taken`, `holds`, `log dockerd-using-the-force-old`: in the
 * order of the file. A cause without any (its detector is code) has none.
 */
export function claimsOf({
  affected,
  fixed,
  groups,
  locks = [],
  counted,
  underWay = [],
  shows,
}: Claiming): readonly string[] {
  const logs = [
    ...counted.map(({ message }) => message),
    ...underWay.flatMap(({ asked, answered }) => [...asked, ...answered]),
    ...(shows?.logs ?? []).flatMap(({ messages }) => messages),
  ];
  const claims = [
    ...affected.flatMap(({ from, before }) => [
      ...(from === undefined ? [] : [`from ${from}`]),
      ...(before === undefined ? [] : [`before ${before}`]),
    ]),
    ...fixed.map(({ version }) => `fixed ${version}`),
    ...groups.map(({ name }) => `group ${name}`),
    ...(locks.some(({ taken }) => taken !== undefined) ? ['taken'] : []),
    ...(locks.some(({ holds }) => holds !== undefined) ? ['holds'] : []),
    ...logs.map((id) => `log ${id}`),
  ];
  return [...new Set(claims)];
}

/** Claims of a cause that are neither checked nor marked as unverified. */
export function openClaims(cause: Claiming & Pick<Cause, 'checked' | 'unverified'>): readonly string[] {
  if (cause.unverified === true) return [];
  const settled = new Set([...(cause.checked ?? []).map(({ what }) => what), ...(cause.unverified ?? [])]);
  return claimsOf(cause).filter((claim) => !settled.has(claim));
}
