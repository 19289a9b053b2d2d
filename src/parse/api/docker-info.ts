// GET /info of the Docker Engine API: moby api/types/types.go, type Info (18.09), api/types/system/info.go (28).
//
//     {"ID":"MM6X:OFA7:…","Containers":9,"ContainersRunning":9,…,"Debug":true,"NFd":1573,"OomKillDisable":true,
//     "NGoroutines":3078,…,"LiveRestoreEnabled":false,…,"ContainerdCommit":{"ID":"1.6.20~ds1-1+deb12u3","Expected":"…"}
//
// `NFd` and `NGoroutines` are 0 or -1 where dockerd does not count (Windows). The ContainerdCommit of upstream's builds
// is a git commit, that of Debian's a package version; `N/A` where dockerd could not ask; gone since 28 for some builds.

import { booleanAt, integerAt, objectAt, parseJsonObject, stringAt } from './json-value.ts';

export interface DockerInfo {
  readonly serverVersion?: string;
  readonly goroutineCount?: number;
  readonly descriptorCount?: number;
  readonly debug?: boolean;
  readonly liveRestore?: boolean;
  /** A commit or a package version. */
  readonly containerdCommit?: string;
}

/** What dockerd says about itself; ParseError when the reply is no JSON object. */
export function parseDockerInfo(bytes: Uint8Array | string): DockerInfo {
  const reply = parseJsonObject('docker-info', bytes);
  const commit = objectAt(reply, 'ContainerdCommit');
  const serverVersion = stringAt(reply, 'ServerVersion');
  const goroutineCount = positive(integerAt(reply, 'NGoroutines'));
  const descriptorCount = positive(integerAt(reply, 'NFd'));
  const debug = booleanAt(reply, 'Debug');
  const liveRestore = booleanAt(reply, 'LiveRestoreEnabled');
  const containerdCommit = commit === undefined ? undefined : stringAt(commit, 'ID');
  return {
    ...(serverVersion === undefined ? {} : { serverVersion }),
    ...(goroutineCount === undefined ? {} : { goroutineCount }),
    ...(descriptorCount === undefined ? {} : { descriptorCount }),
    ...(debug === undefined ? {} : { debug }),
    ...(liveRestore === undefined ? {} : { liveRestore }),
    ...(containerdCommit === undefined || containerdCommit === 'N/A' ? {} : { containerdCommit }),
  };
}

function positive(count: number | undefined): number | undefined {
  return count !== undefined && count > 0 ? count : undefined;
}
