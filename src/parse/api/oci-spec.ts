// config.json of an OCI bundle: opencontainers/runtime-spec specs-go/config.go, type Spec. containerd's CRI plugin adds
// the annotations of pkg/cri/annotations/annotations.go, CRI-O those of pkg/annotations/annotations.go.
//
//     "annotations":{"io.kubernetes.cri.container-name":"trainer","io.kubernetes.cri.container-type":"container",…
//     "io.kubernetes.cri.sandbox-id":"b517eb9b990b…","io.kubernetes.cri.sandbox-name":"train-0","io.kubernetes.cri.sandbox-namespace":"ml"
//
// Older containerds (1.3) write neither sandbox-namespace nor container-name. CRI-O repeats kubelet's labels among the
// annotations (`io.kubernetes.pod.name`, …). dockerd's bundles have no annotation that tells the pod.

import type { Container, ContainerMount } from '../../model/container.ts';
import type { Evidence } from '../../model/evidence.ts';
import { createJsonQuote } from './json-quote.ts';
import { type JsonObject, objectAt, objectsAt, parseJsonObject, stringAt } from './json-value.ts';
import { podName, type PodName, SANDBOX_NAME } from './pod-name.ts';

/** Annotations of one runtime that tell a container's place in Kubernetes, in the order in which they are asked. */
const TYPES = ['io.kubernetes.cri.container-type', 'io.kubernetes.cri-o.ContainerType'];
const NAMESPACES = ['io.kubernetes.cri.sandbox-namespace', 'io.kubernetes.cri-o.Namespace'];
const PODS = ['io.kubernetes.cri.sandbox-name', 'io.kubernetes.cri-o.KubeName'];
const QUOTED = [...PODS, 'io.kubernetes.pod.name', ...TYPES];

/** What a bundle tells of its container, whose id is the folder's name. A pod's sandbox is named `POD`. */
export type OciContainer = Omit<Container, 'id' | 'runtime'>;

/** The container that a bundle describes; ParseError when config.json is no JSON object. */
export function parseOciSpec(bytes: Uint8Array, file: string): OciContainer {
  const text = new TextDecoder().decode(bytes);
  const spec = parseJsonObject('oci-spec', text);
  const annotations = objectAt(spec, 'annotations') ?? {};
  const sandbox = firstOf(annotations, TYPES) === 'sandbox';
  return {
    ...placeOf(annotations),
    ...(sandbox ? { containerName: SANDBOX_NAME } : {}),
    mounts: bindMounts(spec),
    evidence: evidenceOf(spec, annotations, file, text),
  };
}

function placeOf(annotations: JsonObject): PodName {
  const namespace = firstOf(annotations, NAMESPACES);
  const pod = firstOf(annotations, PODS);
  const containerName = stringAt(annotations, 'io.kubernetes.cri.container-name');
  return {
    ...(namespace === undefined || pod === undefined ? {} : { pod: `${namespace}/${pod}` }),
    ...(containerName === undefined ? {} : { containerName }),
    ...podName(annotations, undefined),
  };
}

/** What containerd's CRI plugin, CRI-O and dockerd make for a container or its pod: hostname, resolv.conf, shm. */
const OF_RUNTIME = [
  /\/io\.containerd\.grpc\.v1\.cri\/sandboxes\//,
  /\/overlay-containers\/[0-9a-f]{64}\/userdata\//,
  /\/containers\/[0-9a-f]{64}\/(?:hostname|hosts|resolv\.conf|mounts\/shm)$/,
];

/** Volumes: mounts of a path on the host. The rest (proc, tmpfs, hostname, …) is the runtime's own. */
function bindMounts(spec: JsonObject): readonly ContainerMount[] {
  return objectsAt(spec, 'mounts').flatMap((mount) => {
    const source = stringAt(mount, 'source');
    const destination = stringAt(mount, 'destination');
    if (stringAt(mount, 'type') !== 'bind' || source === undefined || destination === undefined) return [];
    const volume = source.startsWith('/') && !OF_RUNTIME.some((own) => own.test(source));
    return volume ? { source, destination } : [];
  });
}

function evidenceOf(spec: JsonObject, annotations: JsonObject, file: string, text: string): Evidence {
  const quote = createJsonQuote(file, text);
  for (const key of QUOTED) {
    const value = stringAt(annotations, key);
    if (value !== undefined) return quote(key, value);
  }
  const version = stringAt(spec, 'ociVersion');
  return version === undefined ? { file, quote: text.slice(0, 60) } : quote('ociVersion', version);
}

function firstOf(annotations: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = stringAt(annotations, key);
    if (value !== undefined) return value;
  }
  return undefined;
}
