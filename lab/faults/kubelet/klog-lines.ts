// What kubelet writes when it stops a container and the runtime does not answer in time: through dockershim, and through CRI.
//
// Source: kubernetes v1.15 pkg/kubelet/kuberuntime/kuberuntime_container.go:575-590, remote/remote_runtime.go:243, kubelet.go:1532,
// pod_workers.go:190; v1.21 (structured messages) kuberuntime_container.go:714-717, cri/remote/remote_runtime.go:276,
// pod_workers.go:190; v1.27 (the same messages, of a CRI runtime) kuberuntime_container.go:738,747, remote_runtime.go:349. The header is klog's, in local time: `E1120 11:07:01.345731   20864 remote_runtime.go:243] `.

/** The container that is stopped, as kubelet knows it. */
export interface StopTarget {
  readonly id: string;
  readonly container: string;
  readonly pod: string;
  readonly namespace: string;
  readonly podUid: string;
  /** Seconds; -1 for ever. */
  readonly gracePeriod: number;
}

/** `1.15` writes sentences, `1.21` a message with fields; `1.27` does so of containerd. */
export type KubeletVersion = '1.15' | '1.21' | '1.27';

interface Structured {
  readonly killing: string;
  readonly stopFailed: string;
  readonly killFailed: string;
  readonly syncFailed: string;
  readonly runtime: string;
}

/** Where the structured messages are written, and what kubelet calls the runtime. */
const STRUCTURED: Readonly<Record<Exclude<KubeletVersion, '1.15'>, Structured>> = {
  '1.21': {
    killing: 'kuberuntime_container.go:714',
    stopFailed: 'remote_runtime.go:276',
    killFailed: 'kuberuntime_container.go:717',
    syncFailed: 'pod_workers.go:190',
    runtime: 'docker',
  },
  '1.27': {
    killing: 'kuberuntime_container.go:738',
    stopFailed: 'remote_runtime.go:349',
    killFailed: 'kuberuntime_container.go:747',
    syncFailed: 'pod_workers.go:1294',
    runtime: 'containerd',
  },
};

export interface KlogClock {
  readonly at: Date;
  readonly pid: number;
}

/** The time-out of kubelet's own docker client (dockershim libdocker/kube_docker_client.go). */
export const TIMED_OUT = 'operation timeout: context deadline exceeded';

/** Before each attempt. */
export function attemptLines(
  version: KubeletVersion,
  target: StopTarget,
  clock: KlogClock,
): readonly string[] {
  const { id, gracePeriod } = target;
  const line = klog(clock);
  if (version === '1.15') {
    const says = `Killing container "docker://${id}" with ${gracePeriod} second grace period`;
    return [line('I', 'kuberuntime_container.go:581', says)];
  }
  const { killing, runtime } = STRUCTURED[version];
  const says = `"Killing container with a grace period" ${fields(target, runtime)} gracePeriod=${gracePeriod}`;
  return [line('I', killing, says)];
}

/** After an attempt that failed; `reason` is what the docker client said, `code` what gRPC calls it. */
export function failureLines(
  version: KubeletVersion,
  target: StopTarget,
  reason: string,
  clock: KlogClock,
  code = 'Unknown',
): readonly string[] {
  const { id, container, pod, namespace, podUid, gracePeriod } = target;
  const line = klog(clock);
  const error = `rpc error: code = ${code} desc = ${reason}`;
  const kill = `failed to "KillContainer" for "${container}" with KillContainerError: "${error}"`;
  if (version === '1.15') {
    const full = `${pod}_${namespace}(${podUid})`;
    return [
      line('E', 'remote_runtime.go:243', `StopContainer "${id}" from runtime service failed: ${error}`),
      line(
        'E',
        'kuberuntime_container.go:585',
        `Container "docker://${id}" termination failed with gracePeriod ${gracePeriod}: ${error}`,
      ),
      line('E', 'kubelet.go:1532', `error killing pod: ${kill}`),
      line(
        'E',
        'pod_workers.go:190',
        `Error syncing pod ${podUid} ("${full}"), skipping: error killing pod: ${kill}`,
      ),
    ];
  }
  const { stopFailed, killFailed, syncFailed, runtime } = STRUCTURED[version];
  const err = `err=${JSON.stringify(error)}`;
  return [
    line('E', stopFailed, `"StopContainer from runtime service failed" ${err} containerID="${id}"`),
    line(
      'E',
      killFailed,
      `"Container termination failed with gracePeriod" ${err} ${fields(target, runtime)} gracePeriod=${gracePeriod}`,
    ),
    line(
      'E',
      syncFailed,
      `"Error syncing pod, skipping" err=${JSON.stringify(kill)} pod="${namespace}/${pod}" podUID=${podUid}`,
    ),
  ];
}

function fields({ id, container, pod, namespace, podUid }: StopTarget, runtime: string): string {
  return `pod="${namespace}/${pod}" podUID=${podUid} containerName="${container}" containerID="${runtime}://${id}"`;
}

function klog({ at, pid }: KlogClock): (severity: 'I' | 'E', caller: string, says: string) => string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const micros = `${String(at.getMilliseconds()).padStart(3, '0')}000`;
  const head = `${two(at.getMonth() + 1)}${two(at.getDate())} ${time}.${micros} ${String(pid).padStart(7)}`;
  return (severity, caller, says) => `${severity}${head} ${caller}] ${says}`;
}
