// How a container tells its pod. Labels: kubernetes pkg/kubelet/types/labels.go. Names of docker containers, where the
// labels are lost: kubernetes pkg/kubelet/dockershim/naming.go (makeContainerName; cri-dockerd core/naming.go likewise).
//
//     io.kubernetes.pod.namespace=media  io.kubernetes.pod.name=thumbnailer-0  io.kubernetes.container.name=thumb
//     k8s_thumb_thumbnailer-0_media_7b11c2de-3a8e-11e9-9c1e-fa163e000001_3
//
// Kubernetes names hold no `_`. After a conflict of names dockershim appends a seventh, random part. Labels win: a name
// may have been changed (`docker rename`) or written by something else, and then says nothing.

import { type JsonObject, stringAt } from './json-value.ts';

/** The container's place in Kubernetes; absent means unknown. */
export interface PodName {
  /** `namespace/name`. */
  readonly pod?: string;
  /** `POD` for the sandbox, as dockershim, cri-dockerd and CRI-O call it. */
  readonly containerName?: string;
}

const LABELS = {
  namespace: 'io.kubernetes.pod.namespace',
  pod: 'io.kubernetes.pod.name',
  container: 'io.kubernetes.container.name',
  type: 'io.kubernetes.docker.type',
} as const;

/** The word for a pod's sandbox (its pause container). */
export const SANDBOX_NAME = 'POD';

const NAME = /^k8s_([^_]+)_([^_]+)_([^_]+)_([0-9A-Za-z-]+)_\d{1,9}(?:_[^_]+)?$/;
/** A DNS-1123 subdomain, of which all names in Kubernetes are a part. */
const DNS_NAME = /^[0-9a-z][0-9a-z.-]{0,252}$/;

/** From the labels, and, where they do not say it, from the container's name (without the leading slash). */
export function podName(labels: JsonObject | undefined, name: string | undefined): PodName {
  return { ...fromName(name), ...(labels === undefined ? {} : fromLabels(labels)) };
}

function fromLabels(labels: JsonObject): PodName {
  const namespace = stringAt(labels, LABELS.namespace);
  const pod = stringAt(labels, LABELS.pod);
  const sandbox = stringAt(labels, LABELS.type) === 'podsandbox';
  const containerName = sandbox ? SANDBOX_NAME : stringAt(labels, LABELS.container);
  return {
    ...(namespace === undefined || pod === undefined ? {} : { pod: `${namespace}/${pod}` }),
    ...(containerName === undefined ? {} : { containerName }),
  };
}

function fromName(name: string | undefined): PodName {
  if (name === undefined || name.length > 1024) return {};
  const [, containerName, pod, namespace] = NAME.exec(name) ?? [];
  if (containerName === undefined || pod === undefined || namespace === undefined) return {};
  if (!DNS_NAME.test(pod) || !DNS_NAME.test(namespace)) return {};
  return { pod: `${namespace}/${pod}`, containerName };
}
