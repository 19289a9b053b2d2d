// ListContainers, ListPodSandbox and ContainerStatus of the Container Runtime Interface: kubernetes
// staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto (v1alpha2 up to 1.25), as JSON with the names of api.proto.
//
//     {"containers": [{"id": "f875aa1735f7…", "metadata": {"name": "trainer"}, "state": "CONTAINER_RUNNING", "labels": {…}}]}
//     {"items": [{"id": "b517eb9b990b…", "metadata": {"name": "train-0", "namespace": "ml", "uid": "1111…"}}]}
//
// proto3 leaves a zero out: a container without a state is CONTAINER_CREATED, a sandbox SANDBOX_READY. `info` is filled
// when the question was verbose: the pid then stands in a JSON text under `info.info` (containerd, CRI-O), or, where
// `crictl inspect` has unpacked it, in `info.pid`.

import type { Container, ContainerMount } from '../../model/container.ts';
import { ParseError } from '../parse-error.ts';
import { isContainerId } from './container-id.ts';
import { createJsonQuote } from './json-quote.ts';
import {
  integerAt,
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  parseJsonObject,
  stringAt,
} from './json-value.ts';
import { podName, type PodName, SANDBOX_NAME } from './pod-name.ts';

/** The containers of a ListContainers reply, in its order; ParseError when it is no JSON object. */
export function parseCriContainers(bytes: Uint8Array, file: string): readonly Container[] {
  return parseList('cri-containers', bytes, file, 'CONTAINER_CREATED', podOf);
}

/** The sandboxes of a ListPodSandbox reply as containers named `POD`; ParseError when it is no JSON object. */
export function parseCriSandboxes(bytes: Uint8Array, file: string): readonly Container[] {
  return parseList('cri-sandboxes', bytes, file, 'SANDBOX_READY', (entry) => {
    const metadata = objectAt(entry, 'metadata') ?? {};
    const name = stringAt(metadata, 'name');
    const namespace = stringAt(metadata, 'namespace');
    return {
      ...(name === undefined || namespace === undefined ? {} : { pod: `${namespace}/${name}` }),
      containerName: SANDBOX_NAME,
    };
  });
}

/** The container of a ContainerStatus reply; ParseError when it is no JSON object or names no container. */
export function parseCriContainerStatus(bytes: Uint8Array, file: string): Container {
  const text = new TextDecoder().decode(bytes);
  const reply = parseJsonObject('cri-container-status', text);
  const status = objectAt(reply, 'status') ?? {};
  const id = stringAt(status, 'id');
  if (!isContainerId(id)) {
    throw new ParseError('cri-container-status', 0, 'a status.id of 64 hexadecimal digits', id ?? 'none');
  }
  const initPid = pidOf(objectAt(reply, 'info'));
  // Nanoseconds since 1970; the runtime client writes them as text, as crictl does. 0 for a container that never started.
  const startedAtMs = Number(numberAt(status, 'started_at') ?? stringAt(status, 'started_at') ?? 0) / 1e6;
  return {
    id,
    runtime: 'cri',
    ...podOf(status),
    ...stateOf(status, 'CONTAINER_CREATED'),
    ...(initPid === undefined || initPid <= 0 ? {} : { initPid }),
    ...(startedAtMs > 0 ? { startedAtMs: Math.floor(startedAtMs) } : {}),
    mounts: mountsOf(status),
    evidence: createJsonQuote(file, text)('id', id),
  };
}

function parseList(
  format: string,
  bytes: Uint8Array,
  file: string,
  zeroState: string,
  place: (entry: JsonObject) => PodName,
): readonly Container[] {
  const text = new TextDecoder().decode(bytes);
  const reply = parseJsonObject(format, text);
  const quote = createJsonQuote(file, text);
  return [...objectsAt(reply, 'containers'), ...objectsAt(reply, 'items')].flatMap((entry) => {
    const id = stringAt(entry, 'id');
    if (!isContainerId(id)) return [];
    return {
      id,
      runtime: 'cri' as const,
      ...place(entry),
      ...stateOf(entry, zeroState),
      mounts: [],
      evidence: quote('id', id),
    };
  });
}

function podOf(entry: JsonObject): PodName {
  const containerName = stringAt(objectAt(entry, 'metadata') ?? {}, 'name');
  return {
    ...(containerName === undefined ? {} : { containerName }),
    ...podName(objectAt(entry, 'labels'), undefined),
  };
}

function mountsOf(status: JsonObject): readonly ContainerMount[] {
  return objectsAt(status, 'mounts').flatMap((mount) => {
    const source = stringAt(mount, 'host_path');
    const destination = stringAt(mount, 'container_path');
    return source === undefined || destination === undefined ? [] : { source, destination };
  });
}

/** `CONTAINER_RUNNING` → `running`, `SANDBOX_NOTREADY` → `notready`; nothing for `CONTAINER_UNKNOWN`. */
function stateOf(entry: JsonObject, zeroState: string): { readonly state?: string } {
  const state = (stringAt(entry, 'state') ?? zeroState).replace(/^(?:CONTAINER|SANDBOX)_/, '').toLowerCase();
  return state === 'unknown' ? {} : { state };
}

function pidOf(info: JsonObject | undefined): number | undefined {
  if (info === undefined) return undefined;
  const packed = stringAt(info, 'info');
  return integerAt(info, 'pid') ?? (packed === undefined ? undefined : pidInText(packed));
}

function pidInText(packed: string): number | undefined {
  try {
    const inner: unknown = JSON.parse(packed);
    return isObject(inner) ? integerAt(inner, 'pid') : undefined;
  } catch {
    return undefined;
  }
}
