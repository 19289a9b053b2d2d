import { z } from 'zod';
import { IMAGE } from './busybox-image.ts';
import type { Rig } from './rig.ts';

/** A container as kubelet with dockershim names and labels it. */
export interface PodContainer {
  readonly container: string;
  readonly pod: string;
  readonly namespace: string;
  readonly command: readonly string[];
  /** `/host/path:/container/path`. */
  readonly binds?: readonly string[];
  /** Below the lab's own cgroup. Default `kubepods/besteffort/pod<uid>`. */
  readonly cgroup?: string;
  /** How long a stop without a time-out of its own waits. Default: the daemon's, 10 s. */
  readonly stopTimeoutSeconds?: number;
  readonly healthCheck?: { readonly command: readonly string[]; readonly everySeconds: number };
}

export interface LabContainer extends PodContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly podUid: string;
}

const created = z.object({ Id: z.string().regex(/^[0-9a-f]{64}$/) });
const inspected = z.object({ State: z.object({ Pid: z.int(), Status: z.string() }) });

/** Creates a container of a pod; it is not started. */
export async function createContainer(rig: Rig, spec: PodContainer): Promise<LabContainer> {
  const podUid = podUidOf(`${spec.namespace}/${spec.pod}`);
  const name = `k8s_${spec.container}_${spec.pod}_${spec.namespace}_${podUid}_0`;
  const body = {
    Image: IMAGE,
    Cmd: spec.command,
    ...(spec.stopTimeoutSeconds === undefined ? {} : { StopTimeout: spec.stopTimeoutSeconds }),
    ...(spec.healthCheck === undefined
      ? {}
      : {
          Healthcheck: {
            Test: ['CMD', ...spec.healthCheck.command],
            Interval: spec.healthCheck.everySeconds * 1e9,
          },
        }),
    Labels: {
      'io.kubernetes.container.name': spec.container,
      'io.kubernetes.docker.type': 'container',
      'io.kubernetes.pod.name': spec.pod,
      'io.kubernetes.pod.namespace': spec.namespace,
      'io.kubernetes.pod.uid': podUid,
    },
    HostConfig: {
      NetworkMode: 'none',
      CgroupParent: `${rig.state.cgroupParent}/${spec.cgroup ?? `kubepods/besteffort/pod${podUid}`}`,
      ...(spec.binds === undefined ? {} : { Binds: spec.binds }),
    },
  };
  const { Id: id } = await rig.docker.ask(`/containers/create?name=${name}`, created, {
    method: 'POST',
    body,
  });
  return { ...spec, id, podUid };
}

/** Creates a container and starts it. */
export async function runContainer(rig: Rig, spec: PodContainer): Promise<LabContainer> {
  const container = await createContainer(rig, spec);
  await rig.docker.text(`/containers/${container.id}/start`, { method: 'POST' });
  return container;
}

/** Pid of its first process on the host; undefined when it does not run. */
export async function initPid(rig: Rig, id: string): Promise<number | undefined> {
  const { State } = await rig.docker.ask(`/containers/${id}/json`, inspected);
  return State.Pid > 0 ? State.Pid : undefined;
}

/** The same pod has the same uid in every run. */
export function podUidOf(pod: string): string {
  let hash = 0x811c9dc5;
  let digits = '';
  for (let round = 0; digits.length < 32; round++) {
    for (const character of `${pod}${round}`)
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    digits += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
