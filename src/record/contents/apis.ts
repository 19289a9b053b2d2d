import { hostEntry, type CaseEntry, type EntryList } from '../recording.ts';
import type { Host } from '../../host/host.ts';
import { isContainerId } from '../../parse/api/container-id.ts';

/** What the container runtimes answer, and what lies on disk when they do not. */
export const apis: EntryList = async (host) => {
  const answers = await Promise.all(
    ['docker', 'cri'].map(async (folder) =>
      (await host.list(folder)).map((name): CaseEntry => {
        const path = `${folder}/${name}`;
        const entry = hostEntry(host, path, name.endsWith('.json') ? 'json' : 'text');
        return name.startsWith('inspect-')
          ? {
              ...entry,
              failurePath: path.replace(/\.json$/, '.error'),
              family: `${folder}/inspect-*`,
            }
          : entry;
      }),
    ),
  );
  return [...answers.flat(), ...(await bundles(host)), ...storedNames(host)];
};

/** Where containerd keeps its bundles, a folder for each namespace, and in it one for each container. */
const STATES = ['run/containerd', 'run/k3s/containerd', 'run/docker/containerd/daemon'];
const TASKS = ['io.containerd.runtime.v2.task', 'io.containerd.runtime.v1.linux'];
/** CRI-O's and podman's. */
const STORAGE = 'run/containers/storage/overlay-containers';

/** What is known of each container on disk. Nothing else in its folder is looked at: below it lies its root file system. */
async function bundles(host: Host): Promise<readonly CaseEntry[]> {
  const listed = (folder: string): Promise<readonly string[]> => host.list(folder).catch(() => []);
  const found: CaseEntry[] = [];
  for (const folder of STATES.flatMap((state) => TASKS.map((tasks) => `${state}/${tasks}`))) {
    for (const namespace of await listed(folder)) {
      for (const id of await listed(`${folder}/${namespace}`))
        found.push(...bundle(host, `${folder}/${namespace}/${id}`, 'init.pid'));
    }
  }
  for (const id of await listed(STORAGE))
    if (isContainerId(id)) found.push(...bundle(host, `${STORAGE}/${id}/userdata`, 'pidfile'));
  return found;
}

function bundle(host: Host, folder: string, pidFile: string): readonly CaseEntry[] {
  const above = folder.slice(0, folder.lastIndexOf('/'));
  return [
    { ...hostEntry(host, `${folder}/config.json`, 'json'), family: `${above}/*/config.json` },
    { ...hostEntry(host, `${folder}/${pidFile}`, 'text'), family: `${above}/*/${pidFile}` },
  ];
}

/** Names of CRI-O's and podman's containers. */
function storedNames(host: Host): readonly CaseEntry[] {
  return [
    `${STORAGE}/volatile-containers.json`,
    'var/lib/containers/storage/overlay-containers/containers.json',
  ].map((path) => hostEntry(host, path, 'json'));
}
