/**
 * What a goroutine of a daemon works on: a call that it serves, or work of its own that has an end. Read off the function that
 * serves it: moby api/server/router; google.golang.org/grpc generated code (`_RuntimeService_StopContainer_Handler`: cri-api,
 * containerd api/services/*); containerd services/tasks (local.go, service.go), pkg/cri (instrumented_service.go), runtime/v2/runc/
 * task/service.go and runtime/v1/shim/service.go (shims); moby daemon/daemon.go (restore), daemon/monitor.go.
 */
import type { GoroutineGroup } from '../../model/goroutine.ts';
import { findApiCall } from './api-call.ts';

export interface Operation {
  /** For a sentence: `GET /containers/{id}/json`, `CRI StopContainer`, `containerd Tasks.Kill`. */
  readonly name: string;
  /** `lasting`: as long as its client wants; `transfer`: as long as there is data; `stop`: a grace period; `quick`: all others. */
  readonly pace: 'lasting' | 'transfer' | 'stop' | 'quick';
}

/** API calls by their name, or by the router's method. */
const API_PACES: ReadonlyMap<string, Operation['pace']> = new Map([
  ...(
    [
      'GET /events',
      'GET /containers/{id}/logs',
      'GET /containers/{id}/stats',
      'POST /containers/{id}/wait',
      'POST /containers/{id}/attach',
      'POST /exec/{id}/start',
      'GET /debug/pprof',
      'wsContainersAttach',
      'startSession',
      'serveGRPC',
      'getServiceLogs',
      'getTaskLogs',
    ] as const
  ).map((call) => [call, 'lasting'] as const),
  ...(
    [
      'postBuild',
      'postCommit',
      'postImagesCreate',
      'postImagesLoad',
      'postImagesPush',
      'postImagesPrune',
      'getImagesGet',
      'getContainersExport',
      'getContainersArchive',
      'putContainersArchive',
      'postContainersCopy',
      'pullPlugin',
      'pushPlugin',
    ] as const
  ).map((call) => [call, 'transfer'] as const),
  ...(
    [
      'POST /containers/{id}/stop',
      'POST /containers/{id}/kill',
      'POST /containers/{id}/restart',
      'DELETE /containers/{id}',
    ] as const
  ).map((call) => [call, 'stop'] as const),
]);

const METHOD_PACES: readonly (readonly [RegExp, Operation['pace']])[] = [
  [
    /^(?:Wait|WaitContainer|Subscribe|Watch|Attach|GetContainerEvents|Stream|Follow|Connect|Updates)$/,
    'lasting',
  ],
  [
    /^(?:PullImage|Pull|Push|Read|Write|Apply|Diff|Import|Export|Transfer|Checkpoint\w*|Restore\w*)$/,
    'transfer',
  ],
  [
    /^(?:StopContainer|StopPodSandbox|RemoveContainer|RemovePodSandbox|Exec|ExecSync|Kill|Shutdown|Delete\w*)$/,
    'stop',
  ],
];

/** The calls of the CRI (cri-api pkg/apis/runtime/v1/api.proto); cri-o serves them by methods with a small first letter. */
const CRI_CALL =
  '([Vv]ersion|[Rr]unPodSandbox|[Ss]topPodSandbox|[Rr]emovePodSandbox|[Pp]odSandboxStatus|[Ll]istPodSandbox(?:Stats|Metrics)?|[Pp]odSandboxStats|[Cc]reateContainer|[Ss]tartContainer|[Ss]topContainer|[Rr]emoveContainer|[Ll]istContainers|[Cc]ontainerStatus|[Uu]pdateContainerResources|[Rr]eopenContainerLog|[Ee]xecSync|Exec|Attach|PortForward|[Cc]ontainerStats|[Ll]istContainerStats|UpdateRuntimeConfig|Status|[Cc]heckpointContainer|[Gg]etContainerEvents|[Ll]istImages|[Ii]mageStatus|[Pp]ullImage|[Rr]emoveImage|ImageFsInfo|RuntimeConfig)';
/** The calls of containerd's task service and of its shims (api/services/tasks/v1, api/runtime/task/v2). */
const TASK_CALL =
  '(Create|Start|Delete|DeleteProcess|Exec|ResizePty|State|Get|List|Pause|Resume|Kill|Pids|ListPids|ListProcesses|CloseIO|Checkpoint|Update|Wait|Stats|Metrics|Connect|Shutdown|ShimInfo)';

/** Functions that serve a call; the method is the last part of each. */
const SERVED: readonly { readonly function: RegExp; readonly by: string }[] = [
  { function: /(?:^|\.)_(?:RuntimeService|ImageService)_(\w+)_Handler$/, by: 'CRI ' },
  { function: /(?:^|\.)_([A-Z][A-Za-z0-9]*_[A-Za-z0-9]+)_Handler$/, by: 'containerd ' },
  {
    function: new RegExp(
      String.raw`\b(?:server|sbserver)\.\(\*(?:criService|instrumentedService|Server)\)\.${CRI_CALL}$`,
    ),
    by: 'CRI ',
  },
  {
    function: new RegExp(String.raw`\bservices/tasks\.\(\*(?:service|local)\)\.${TASK_CALL}$`),
    by: 'containerd Tasks.',
  },
  {
    function: new RegExp(
      String.raw`\b(?:task\.\(\*service\)|runc\.\(\*service\)|shim\.\(\*(?:Service|Local)\))\.${TASK_CALL}$`,
    ),
    by: 'shim ',
  },
];

/** Work of the daemon itself that has an end. */
const OWN_WORK: readonly { readonly function: RegExp; readonly name: string }[] = [
  {
    function: /\bdaemon\.\(\*Daemon\)\.restore(?:\.func[\d.]+)?$/,
    name: 'restore of the containers at start',
  },
  {
    function: /\bdaemon\.\(\*Daemon\)\.(?:handleContainerExit|ProcessEvent)$/,
    name: 'handling of a container event',
  },
  { function: /\bdaemon\.\(\*Daemon\)\.(?:Cleanup|releaseNetwork)$/, name: 'clean-up after a container' },
];

/** The operation of a group's goroutines; undefined for those that run as long as the daemon does, or that are not known. */
export function findOperation({ frames, createdBy }: GoroutineGroup): Operation | undefined {
  const call = findApiCall(frames);
  if (call !== undefined) return { name: call, pace: API_PACES.get(call) ?? 'quick' };
  for (const { function: pattern, by } of SERVED)
    for (const frame of [...frames].reverse()) {
      const method = pattern.exec(frame.function)?.[1];
      if (method === undefined) continue;
      const short = capital(method.slice(method.lastIndexOf('_') + 1));
      const pace = METHOD_PACES.find(([names]) => names.test(short))?.[1] ?? 'quick';
      return { name: `${by}${capital(method.replace('_', '.'))}`, pace };
    }
  const names = [...frames, ...(createdBy === undefined ? [] : [createdBy])].map(
    ({ function: name }) => name,
  );
  for (const { function: pattern, name } of OWN_WORK)
    if (names.some((one) => pattern.test(one))) return { name, pace: 'quick' };
  return undefined;
}

function capital(method: string): string {
  return method.charAt(0).toUpperCase() + method.slice(1);
}
