// The part of the Container Runtime Interface that a diagnosis asks for, as protobufjs describes messages in JSON.
//
// Source: kubernetes staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto (from 1.23, containerd 1.6, CRI-O 1.23) and
// v1alpha2/api.proto (up to 1.25; the only one of older runtimes). These messages have the same numbers in both:
//
//     message ContainerMetadata { string name = 1; uint32 attempt = 2; }
//     rpc ListContainers(ListContainersRequest) returns (ListContainersResponse) {}
//
// Fields that are left out here are skipped when an answer is read.

const field = (type: string, id: number): { type: string; id: number } => ({ type, id });
const list = (type: string, id: number): { rule: string; type: string; id: number } => ({
  rule: 'repeated',
  type,
  id,
});
const texts = (id: number): { keyType: string; type: string; id: number } => ({
  keyType: 'string',
  type: 'string',
  id,
});

const VERSION = {
  VersionRequest: { fields: { version: field('string', 1) } },
  VersionResponse: {
    fields: {
      version: field('string', 1),
      runtime_name: field('string', 2),
      runtime_version: field('string', 3),
      runtime_api_version: field('string', 4),
    },
  },
};

const SANDBOXES = {
  PodSandboxMetadata: {
    fields: {
      name: field('string', 1),
      uid: field('string', 2),
      namespace: field('string', 3),
      attempt: field('uint32', 4),
    },
  },
  PodSandboxState: { values: { SANDBOX_READY: 0, SANDBOX_NOTREADY: 1 } },
  PodSandbox: {
    fields: {
      id: field('string', 1),
      metadata: field('PodSandboxMetadata', 2),
      state: field('PodSandboxState', 3),
      created_at: field('int64', 4),
      labels: texts(5),
    },
  },
  ListPodSandboxRequest: { fields: {} },
  ListPodSandboxResponse: { fields: { items: list('PodSandbox', 1) } },
};

const CONTAINERS = {
  ContainerMetadata: { fields: { name: field('string', 1), attempt: field('uint32', 2) } },
  ContainerState: {
    values: { CONTAINER_CREATED: 0, CONTAINER_RUNNING: 1, CONTAINER_EXITED: 2, CONTAINER_UNKNOWN: 3 },
  },
  Container: {
    fields: {
      id: field('string', 1),
      pod_sandbox_id: field('string', 2),
      metadata: field('ContainerMetadata', 3),
      state: field('ContainerState', 6),
      created_at: field('int64', 7),
      labels: texts(8),
    },
  },
  ListContainersRequest: { fields: {} },
  ListContainersResponse: { fields: { containers: list('Container', 1) } },
  Mount: { fields: { container_path: field('string', 1), host_path: field('string', 2) } },
  ContainerStatus: {
    fields: {
      id: field('string', 1),
      metadata: field('ContainerMetadata', 2),
      state: field('ContainerState', 3),
      created_at: field('int64', 4),
      started_at: field('int64', 5),
      finished_at: field('int64', 6),
      exit_code: field('int32', 7),
      reason: field('string', 10),
      labels: texts(12),
      mounts: list('Mount', 14),
    },
  },
  ContainerStatusRequest: { fields: { container_id: field('string', 1), verbose: field('bool', 2) } },
  ContainerStatusResponse: { fields: { status: field('ContainerStatus', 1), info: texts(2) } },
};

const STOP = {
  StopContainerRequest: { fields: { container_id: field('string', 1), timeout: field('int64', 2) } },
  StopContainerResponse: { fields: {} },
};

/** Calls of RuntimeService; each has a message `<call>Request` and `<call>Response`. */
const CALLS = ['Version', 'ListPodSandbox', 'ListContainers', 'ContainerStatus', 'StopContainer'] as const;
export type RuntimeCall = (typeof CALLS)[number];

/** Generations of the interface, newest first. */
export const GENERATIONS = ['v1', 'v1alpha2'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** The service and its messages in the package `runtime.<generation>`. */
export function runtimeMessages(generation: Generation): { nested: Record<string, object> } {
  const methods = Object.fromEntries(
    CALLS.map((call) => [call, { requestType: `${call}Request`, responseType: `${call}Response` }]),
  );
  const nested = { ...VERSION, ...SANDBOXES, ...CONTAINERS, ...STOP, RuntimeService: { methods } };
  return { nested: { runtime: { nested: { [generation]: { nested } } } } };
}
