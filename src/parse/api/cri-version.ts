// runtime.v1.RuntimeService/Version of the Container Runtime Interface: kubernetes
// staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto, message VersionResponse, as JSON with the names of api.proto.
//
//     "runtime_name": "containerd",
//     "runtime_version": "1.6.20~ds1",
//
// containerd says `v1.7.13` or the package's version, CRI-O calls itself `cri-o`, cri-dockerd and dockershim `docker`.

import { parseJsonObject, stringAt } from './json-value.ts';

export interface CriVersion {
  readonly runtimeName?: string;
  readonly runtimeVersion?: string;
}

/** Which runtime answers, and its version; ParseError when the reply is no JSON object. */
export function parseCriVersion(bytes: Uint8Array | string): CriVersion {
  const reply = parseJsonObject('cri-version', bytes);
  const runtimeName = stringAt(reply, 'runtime_name');
  const runtimeVersion = stringAt(reply, 'runtime_version');
  return {
    ...(runtimeName === undefined ? {} : { runtimeName }),
    ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
  };
}
