// The releases of a daemon: which repository has them, their tags, and which of them a range of versions means.
//
// moby/moby has the tags of all releases: v1.0.0 … v1.13.1, v17.03.0-ce … v18.06.3-ce, v18.09.0 … v28.5.2, docker-v29.0.0 …;
// those of 17.06 to 19.03 were made in docker/docker-ce and docker/engine and were brought over with their history, so
// docker-ce (components/engine) is needed for none of them.
import {
  compareVersions,
  inRange,
  parseVersion,
  type Version,
  type VersionRange,
} from '../../src/parse/version.ts';
import type { Repository } from './repository.ts';
import type { Sources } from './sources.ts';

export interface Release {
  /** `20.10.9`, `1.0.0-rc10`. */
  readonly name: string;
  readonly tag: string;
  readonly version: Version;
}

interface Line {
  readonly repository: string;
  readonly tag: RegExp;
  /** An open start is checked from here on: older releases run nowhere that deadwait does. */
  readonly oldest: string;
}

const LINES: Readonly<Record<string, Line>> = {
  dockerd: { repository: 'moby', tag: /^(?:docker-)?v(\d+\.\d+\.\d+.*)$/, oldest: '1.10.0' },
  containerd: { repository: 'containerd', tag: /^v(\d+\.\d+\.\d+.*)$/, oldest: '1.0.0' },
  'containerd-shim': { repository: 'containerd', tag: /^v(\d+\.\d+\.\d+.*)$/, oldest: '1.0.0' },
  runc: { repository: 'runc', tag: /^v(\d+\.\d+\.\d+.*)$/, oldest: '1.0.0-rc5' },
  crio: { repository: 'cri-o', tag: /^v(\d+\.\d+\.\d+.*)$/, oldest: '1.12.0' },
  kubelet: { repository: 'kubernetes', tag: /^v(\d+\.\d+\.\d+.*)$/, oldest: '1.10.0' },
  podman: { repository: 'podman', tag: /^v(\d+\.\d+\.\d+.*)$/, oldest: '3.0.0' },
};

export class Releases {
  readonly repository: Repository;
  /** All of them, oldest first, with release candidates. */
  readonly all: readonly Release[];
  readonly #oldest: Version;

  constructor(repository: Repository, { tag, oldest }: Line) {
    this.repository = repository;
    this.#oldest = needVersion(oldest);
    this.all = repository
      .tags()
      .flatMap((name) => {
        const text = tag.exec(name)?.[1];
        const version = text === undefined ? undefined : parseVersion(text);
        return text === undefined || version === undefined || /beta\.?\d*\.|k8s|alpha/.test(text)
          ? []
          : [{ name: text.replace(/-ce$/, ''), tag: name, version }];
      })
      .sort((a, b) => compareVersions(a.version, b.version));
  }

  /** The release of that name; `20.10.10`. */
  find(name: string): Release | undefined {
    const version = parseVersion(name);
    return version && this.all.find((one) => compareVersions(one.version, version) === 0);
  }

  /** The last release of the line of a version that is no release (1.1.15 for 1.1.16); undefined when the line went on. */
  endOfLine(name: string): Release | undefined {
    const version = parseVersion(name);
    if (version === undefined) return undefined;
    const line = this.all.filter(
      (one) => one.version.major === version.major && one.version.minor === version.minor,
    );
    const last = line.at(-1);
    return last !== undefined && compareVersions(last.version, version) < 0 ? last : undefined;
  }

  /** The release before it on its own line: 20.10.9 for 20.10.10; for 23.0.0 the last of the line before. */
  before({ version }: Release): Release | undefined {
    return this.all
      .filter((one) => compareVersions(one.version, version) < 0)
      .filter((one) => version.preRelease !== undefined || one.version.preRelease === undefined)
      .at(-1);
  }

  /** Releases in a range, oldest first; candidates only where an end of the range, or all that there is, is one. */
  within(range: VersionRange): readonly Release[] {
    const inside = this.all.filter(
      (one) =>
        inRange(one.name, range) === true &&
        (range.from !== undefined || compareVersions(one.version, this.#oldest) >= 0),
    );
    const finals = inside.filter(({ version }) => version.preRelease === undefined);
    const named = [range.from, range.before].some(
      (end) => end !== undefined && parseVersion(end)?.preRelease,
    );
    return finals.length === 0 || named ? inside : finals;
  }

  /** The first and the last release of each minor line in a range. */
  sample(range: VersionRange): readonly Release[] {
    const inside = this.within(range);
    const lineOf = (one: Release | undefined): string | undefined =>
      one && `${one.version.major}.${one.version.minor}`;
    return inside.filter(
      (one, index) => lineOf(inside[index - 1]) !== lineOf(one) || lineOf(inside[index + 1]) !== lineOf(one),
    );
  }
}

/** The releases of a daemon; a reason where they cannot be had. */
export function findReleases(sources: Sources, daemon: string): Releases | string {
  const line = LINES[daemon];
  if (line === undefined) return `no repository is known for ${daemon}`;
  const repository = sources.find(line.repository);
  return repository === undefined ? `no clone of ${line.repository}` : new Releases(repository, line);
}

function needVersion(text: string): Version {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`${text} is no version`);
  return version;
}
