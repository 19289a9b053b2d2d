// Versions as container daemons and their packagers write them. Upstream: moby `VERSION` and hack/make.sh, containerd
// version/version.go; the suffixes are Debian's (deb-version(7)), Docker's own up to 18.06 (`-ce`, `-ee-25`) and git's.
//
//     20.10.24+dfsg1
//     v1.6.20~ds1
//
// A suffix says how a release was packed and does not change its place in the order; only a pre-release does, which
// comes before its release: `23.0.0-rc.1`, `19.03.0-beta3`, `17.05.0-ce-rc1`, `1.7.0~rc.1`. After `+` nothing is one.

/** Before a release, in this order. `tp`: Docker's technology previews. */
const STAGES = ['dev', 'alpha', 'pre', 'tp', 'beta', 'rc'] as const;

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Absent for a release. */
  readonly preRelease?: { readonly stage: (typeof STAGES)[number]; readonly number: number };
}

const VERSION = /^(?:docker-)?(?:\d{1,3}:)?v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?![\d])(.*)$/s;
const PRE_RELEASE = /(?:^|[-.~])(dev|alpha|pre|tp|beta|rc)[-.]?(\d{0,9})(?![0-9a-z])/;
const MAX_LENGTH = 200;

/** The version that a daemon, a package or a git tag names; undefined for what is none (`dev`, a commit, `N/A`). */
export function parseVersion(text: string): Version | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, major, minor, patch, suffix = ''] = VERSION.exec(text.trim()) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const numbers = { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) };
  const plus = suffix.indexOf('+');
  const [, name, count] = PRE_RELEASE.exec(plus === -1 ? suffix : suffix.slice(0, plus)) ?? [];
  const stage = STAGES.find((known) => known === name);
  return stage === undefined ? numbers : { ...numbers, preRelease: { stage, number: Number(count ?? 0) } };
}

/** Negative when `a` comes before `b`, positive when after, 0 when they are the same release however it was packed. */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    comparePreReleases(a.preRelease, b.preRelease)
  );
}

function comparePreReleases(a: Version['preRelease'], b: Version['preRelease']): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || a.number - b.number;
}

/** `from` belongs to the range, `before` (the release with the fix) does not; an absent end is open. */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

/** Whether a version lies in a range; undefined when it, or an end of the range, cannot be read as a version. */
export function inRange(version: string, range: VersionRange): boolean | undefined {
  const at = parseVersion(version);
  const from = range.from === undefined ? undefined : parseVersion(range.from);
  const before = range.before === undefined ? undefined : parseVersion(range.before);
  if (at === undefined) return undefined;
  if (from === undefined && range.from !== undefined) return undefined;
  if (before === undefined && range.before !== undefined) return undefined;
  if (from !== undefined && compareVersions(at, from) < 0) return false;
  return before === undefined || compareVersions(at, before) < 0;
}
