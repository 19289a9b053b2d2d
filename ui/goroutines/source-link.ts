/** Where a frame's source lies on GitHub, at the version that runs. */

interface SourceVersions {
  /** As the daemon says it: `20.10.24+dfsg1`. */
  readonly version?: string;
  /** As Go says it: `go1.10.8`. */
  readonly goVersion?: string;
}

/** Projects by the import path that their files carry, each with its repository, the folder within, and its tag. */
const PROJECTS: readonly {
  readonly marker: string;
  readonly place: (version: string) => { readonly repository: string; readonly folder: string };
}[] = [
  {
    marker: 'github.com/docker/docker/',
    // Before 19.03 the engine was tagged in docker-ce alone.
    place: (version) =>
      isBefore(version, 19, 3)
        ? { repository: 'docker/docker-ce', folder: 'components/engine/' }
        : { repository: 'moby/moby', folder: '' },
  },
  {
    marker: 'github.com/containerd/containerd/',
    place: () => ({ repository: 'containerd/containerd', folder: '' }),
  },
  { marker: 'github.com/cri-o/cri-o/', place: () => ({ repository: 'cri-o/cri-o', folder: '' }) },
  { marker: 'k8s.io/kubernetes/', place: () => ({ repository: 'kubernetes/kubernetes', folder: '' }) },
];

const GO_SOURCE =
  /(?:^|\/)go(?:-[\d.]+|root)?\/src\/((?:runtime|internal|net|os|io|sync|syscall|bufio|time|context|encoding|crypto|reflect|bytes|strings|sort|log|errors|fmt|path|compress)(?:\/[\w./-]*|))$/i;

/** The address of a line; undefined where project or version is not certain. */
export function sourceLink(
  file: string,
  line: number,
  { version, goVersion }: SourceVersions,
): string | undefined {
  const path = findPath(file, version) ?? findGoPath(file, goVersion);
  return path === undefined ? undefined : `https://github.com/${path}${line > 0 ? `#L${line}` : ''}`;
}

/** A file as people of its project call it: `daemon/kill.go`; of others the last folders. */
export function shortPath(file: string): string {
  const known = PROJECTS.find(({ marker }) => file.includes(marker));
  const within = known === undefined ? file : file.slice(file.indexOf(known.marker) + known.marker.length);
  const vendored = within.replace(/^vendor\//, '');
  return vendored.length <= 48 ? vendored : `…/${vendored.split('/').slice(-2).join('/')}`;
}

function findPath(file: string, version: string | undefined): string | undefined {
  const tag = tagOf(version);
  if (tag === undefined) return undefined;
  for (const { marker, place } of PROJECTS) {
    // The last project in the path would be a vendored one: its first folder decides.
    const at = file.indexOf(marker);
    if (at < 0) continue;
    const within = file.slice(at + marker.length).replace(/^v\d+\//, '');
    if (!isPlain(within)) return undefined;
    const { repository, folder } = place(tag);
    return `${repository}/blob/v${tag}/${folder}${within}`;
  }
  return undefined;
}

function findGoPath(file: string, goVersion: string | undefined): string | undefined {
  const within = GO_SOURCE.exec(file)?.[1];
  const tag = /^go\d+\.\d+(?:\.\d+)?/.exec(goVersion ?? '')?.[0];
  return within === undefined || tag === undefined || !isPlain(within)
    ? undefined
    : `golang/go/blob/${tag}/src/${within}`;
}

/** Of `20.10.24+dfsg1`, `1.6.20~ds1-1`, `18.03.1-ce`: what the project itself tagged. */
function tagOf(version: string | undefined): string | undefined {
  return /^v?(\d{1,4}\.\d{1,3}\.\d{1,3}(?:-ce)?(?:-(?:rc|beta|alpha)[.\d]{1,6})?)(?![\d.])/.exec(
    version ?? '',
  )?.[1];
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

function isPlain(path: string): boolean {
  return /^[\w.@+-]+(?:\/[\w.@+-]+)*$/.test(path) && !path.includes('..');
}
