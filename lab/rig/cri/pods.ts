import { join } from 'node:path';
import { z } from 'zod';
import { podUidOf, type LabContainer, type PodContainer } from '../containers.ts';
import { CRI_IMAGE } from './import-image.ts';
import type { CriRig } from './cri-rig.ts';

const id = z.string().regex(/^[0-9a-f]{64}$/);
const sandbox = z.object({ pod_sandbox_id: id });
const created = z.object({ container_id: id });
const status = z.object({ info: z.record(z.string(), z.string()).default({}) });
const info = z.object({ pid: z.int() });
const nothing = z.object({});

/** A pod in the host's network, and its one container; resolves when it runs. */
export async function runPodContainer(rig: CriRig, spec: PodContainer): Promise<LabContainer> {
  const { cri, folder, state } = rig;
  const podUid = podUidOf(`${spec.namespace}/${spec.pod}`);
  const labels = {
    'io.kubernetes.pod.name': spec.pod,
    'io.kubernetes.pod.namespace': spec.namespace,
    'io.kubernetes.pod.uid': podUid,
  };
  const namespaces = { namespace_options: { network: 'NODE', pid: 'CONTAINER', ipc: 'POD' } };
  const config = {
    metadata: { name: spec.pod, uid: podUid, namespace: spec.namespace },
    log_directory: join(folder, 'log', `${spec.namespace}_${spec.pod}_${podUid}`),
    labels,
    linux: {
      cgroup_parent: `${state.cgroupParent}/${spec.cgroup ?? `kubepods/besteffort/pod${podUid}`}`,
      security_context: namespaces,
    },
  };
  const { pod_sandbox_id } = await cri.ask('RunPodSandbox', { config }, sandbox);
  const { container_id } = await cri.ask(
    'CreateContainer',
    {
      pod_sandbox_id,
      sandbox_config: config,
      config: {
        metadata: { name: spec.container },
        image: { image: CRI_IMAGE },
        command: spec.command,
        mounts: (spec.binds ?? []).map((bind) => {
          const [host_path, container_path] = bind.split(':');
          return { host_path, container_path };
        }),
        labels: { ...labels, 'io.kubernetes.container.name': spec.container },
        log_path: `${spec.container}/0.log`,
        linux: { security_context: namespaces },
      },
    },
    created,
  );
  await cri.ask('StartContainer', { container_id }, nothing);
  return { ...spec, id: container_id, podUid };
}

/** Pid of its first process on the host; undefined when it does not run. */
export async function podContainerPid({ cri }: CriRig, container_id: string): Promise<number | undefined> {
  const answer = await cri.ask('ContainerStatus', { container_id, verbose: true }, status);
  const { pid } = info.parse(JSON.parse(answer.info['info'] ?? '{"pid":0}'));
  return pid > 0 ? pid : undefined;
}
