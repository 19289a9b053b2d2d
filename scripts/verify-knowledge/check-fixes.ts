// A fix is in the release that is said to have it, is not in the release before, and is cited by the merge that is in that branch.
import type { Cause } from '../../src/model/cause.ts';
import type { Commit, Repository } from './repository.ts';
import type { Release, Releases } from './releases.ts';
import type { Sources } from './sources.ts';
import { ok, unable, wrong, type Result } from './result.ts';

/** `moby#42956`, `docker/engine#361`, `moby@0e4d3feb94`, `GHSA-2qjp-425j-52j9`. */
const CITATION =
  /^(?:(?<name>[a-z][a-z0-9/-]*)(?:#(?<number>\d+)|@(?<hash>[0-9a-f]{7,40}))|(?<advisory>GHSA(?:-[0-9a-z]{4}){3}))$/;

export function checkFixes(cause: Cause, releases: Releases, sources: Sources): readonly Result[] {
  return cause.fixed.map(({ version, by }) => checkFix(`fixed ${version}`, version, by, releases, sources));
}

function checkFix(claim: string, version: string, by: string, releases: Releases, sources: Sources): Result {
  const release = releases.find(version);
  if (release === undefined) {
    const last = releases.endOfLine(version);
    return last === undefined
      ? wrong(claim, `${version} is no release of ${releases.repository.name}`)
      : unable(claim, `the newest release of that line at hand is ${last.name}`);
  }
  const before = releases.before(release);
  const cited = CITATION.exec(by)?.groups;
  if (cited === undefined) return wrong(claim, `"${by}" cites nothing: write moby#42956 or moby@0e4d3feb94`);
  const { name, number, hash, advisory } = cited;
  const own = releases.repository;
  const repository = name === undefined ? own : sources.find(name);
  if (repository === undefined) return unable(claim, `no clone of ${name}`);
  if (repository !== own) return checkVendored(claim, by, hash, repository, release, before, own);
  if (advisory !== undefined) return checkAdvisory(claim, advisory, own, release, before);
  const commits = hash === undefined ? own.mergesOf(Number(number)) : commitOf(own, hash);
  if (commits.length === 0) return wrong(claim, `${by} is not in the history of ${own.name}`);
  const inside = commits.find((one) => own.contains(release.tag, one.hash));
  if (inside === undefined) {
    const backport = findBackport(own, commits, release, before);
    return wrong(claim, `${by} is not in ${release.tag}${backport === undefined ? '' : `; ${backport} is`}`);
  }
  if (before !== undefined && own.contains(before.tag, inside.hash))
    return wrong(claim, `${by} is in ${before.tag} already`);
  if (hash === undefined && changesOnlyCi(own, inside))
    return wrong(claim, `${by} (${inside.hash.slice(0, 10)}) changes the CI alone`);
  return ok(
    claim,
    `${inside.hash.slice(0, 10)} is in ${release.tag} and not in ${before?.tag ?? 'any before'}`,
  );
}

/** An advisory's merge names it; later ones are called "Merge commit from fork". */
function checkAdvisory(
  claim: string,
  advisory: string,
  repository: Repository,
  release: Release,
  before: Release | undefined,
): Result {
  const found = repository
    .between(before?.tag, release.tag)
    .find(({ subject, body }) => `${subject}\n${body}`.includes(advisory));
  if (found !== undefined) return ok(claim, `${found.hash.slice(0, 10)} names it in ${release.tag}`);
  const merges = repository
    .between(before?.tag, release.tag)
    .filter(({ subject }) => /^Merge (?:commit from fork|pull request from ghsa)/i.test(subject))
    .map(({ hash, subject }) => `${hash.slice(0, 10)} ${subject}`);
  return wrong(
    claim,
    `no commit of ${release.tag} names ${advisory}: cite the merge${merges.length === 0 ? '' : ` (${merges.join(', ')})`}`,
  );
}

function commitOf(repository: Repository, hash: string): readonly Commit[] {
  const full = repository.resolve(hash);
  return full === undefined ? [] : [{ hash: full, subject: repository.subjectOf(full) }];
}

/** What brought the same change into a release: commits that say so, or have the same subject, and their merge. */
function findBackport(
  repository: Repository,
  commits: readonly Commit[],
  release: Release,
  before: Release | undefined,
): string | undefined {
  const brought = commits.flatMap(({ hash }) => [hash, ...repository.broughtBy(hash)]);
  const subjects = new Set(brought.map((hash) => repository.subjectOf(hash)));
  const candidate = repository
    .between(before?.tag, release.tag)
    .find(
      ({ hash, subject, body }) =>
        !brought.includes(hash) &&
        (brought.some((one) => body.includes(`cherry picked from commit ${one}`)) ||
          (subjects.has(subject) && !subject.startsWith('Merge '))),
    );
  if (candidate === undefined) return undefined;
  const merge = repository.mergeInto(candidate.hash, release.tag);
  const number = /#(\d+)/.exec(merge?.subject ?? '')?.[1];
  return `${repository.name}@${candidate.hash.slice(0, 10)} (${candidate.subject})${number === undefined ? '' : ` by #${number}`}`;
}

function changesOnlyCi(repository: Repository, { hash }: Commit): boolean {
  const files = repository.changedFiles(hash);
  return (
    files.length > 0 &&
    files.every((file) => /^\.(?:github|cirrus|circleci|travis)|^(?:\.|hack\/ci|contrib\/ci)/.test(file))
  );
}

/** A fix in a library is in a release whose vendored version has it. */
function checkVendored(
  claim: string,
  by: string,
  hash: string | undefined,
  library: Repository,
  release: Release,
  before: Release | undefined,
  own: Repository,
): Result {
  const commits =
    hash === undefined ? library.mergesOf(Number(/#(\d+)$/.exec(by)?.[1])) : commitOf(library, hash);
  const [commit] = commits;
  if (commit === undefined) return wrong(claim, `${by} is not in the history of ${library.name}`);
  const vendored = vendoredCommit(own, release.tag, library);
  if (vendored === undefined)
    return unable(claim, `${release.tag} does not say which ${library.name} it has`);
  const has = (at: string | undefined): boolean => at !== undefined && library.contains(at, commit.hash);
  if (!has(vendored))
    return wrong(claim, `${release.tag} has ${library.name} ${vendored.slice(0, 12)}, without ${by}`);
  const earlier = before && vendoredCommit(own, before.tag, library);
  if (has(earlier))
    return wrong(claim, `${before?.tag} has ${library.name} ${earlier?.slice(0, 12)}, with ${by} already`);
  return ok(
    claim,
    `${library.name} ${vendored.slice(0, 12)} in ${release.tag}, ${earlier?.slice(0, 12) ?? 'unknown'} in ${before?.tag}`,
  );
}

/** The commit or tag of a library that go.mod, vendor.mod or vendor.conf of a release names. */
function vendoredCommit(own: Repository, tag: string, library: Repository): string | undefined {
  for (const file of ['go.mod', 'vendor.mod', 'vendor.conf']) {
    for (const line of own.lines(tag, file) ?? []) {
      const [, name, version] =
        /^\s*(?:require )?(?:github\.com\/)?([\w.-]+\/[\w.-]+)(?:\/v\d+)?\s+(\S+)/.exec(line) ?? [];
      if (name?.split('/')[1] !== library.name || version === undefined) continue;
      const at = /-([0-9a-f]{12})$/.exec(version)?.[1] ?? version;
      const commit = library.resolve(at);
      if (commit !== undefined) return commit;
    }
  }
  return undefined;
}
