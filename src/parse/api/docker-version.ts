// GET /version of the Docker Engine API: moby api/types/types.go, type Version (18.09), api/types/system (28).
//
//     {"Platform":{"Name":"Docker Engine - Community"},"Components":[{"Name":"Engine","Version":"18.09.2","Details":{…}}],
//     "Version":"20.10.24+dfsg1","ApiVersion":"1.41","MinAPIVersion":"1.12","GitCommit":"5d6db84","GoVersion":"go1.19.8",
//
// Before 18.03 there is no `Components`; 18.09 lists the engine only, newer ones also containerd, runc and docker-init.

import { objectsAt, parseJsonObject, stringAt } from './json-value.ts';

export interface DockerVersion {
  /** Suffixes and all. */
  readonly version?: string;
  readonly goVersion?: string;
  /** Name as dockerd writes it (`Engine`, `containerd`, `runc`) → version. */
  readonly components: ReadonlyMap<string, string>;
}

/** What dockerd says about its version; ParseError when the reply is no JSON object. */
export function parseDockerVersion(bytes: Uint8Array | string): DockerVersion {
  const reply = parseJsonObject('docker-version', bytes);
  const version = stringAt(reply, 'Version');
  const goVersion = stringAt(reply, 'GoVersion');
  const components = new Map<string, string>();
  for (const component of objectsAt(reply, 'Components')) {
    const name = stringAt(component, 'Name');
    const componentVersion = stringAt(component, 'Version');
    if (name !== undefined && componentVersion !== undefined) components.set(name, componentVersion);
  }
  return {
    ...(version === undefined ? {} : { version }),
    ...(goVersion === undefined ? {} : { goVersion }),
    components,
  };
}
