import type { Host } from '../host/host.ts';
import type { Container } from '../model/container.ts';
import type { Gap } from '../model/gap.ts';
import type { Collected, Collector } from './collector.ts';
import { readCriContainers } from './container-sources/cri.ts';
import type { ContainerSource } from './container-sources/container-source.ts';
import { readDockerContainers } from './container-sources/docker.ts';
import { mergeContainers } from './container-sources/merge-containers.ts';
import { readOciBundles } from './container-sources/oci-bundles.ts';
import { readStorageContainers } from './container-sources/storage-containers.ts';
import { sortGaps } from './reading/gap-of.ts';

/** The containers of the host, from dockerd, from the CRI runtime, and from their bundles on disk. */
export const containers: Collector = {
  id: 'containers',
  says: 'listing the containers',
  collect: collectContainers,
};

async function collectContainers(host: Host): Promise<Collected> {
  const [docker, cri] = await Promise.all([readDockerContainers(host), readCriContainers(host)]);
  const listed = mergeContainers(docker.containers, cri.containers);
  const complete = new Set(listed.filter(isComplete).map(({ id }) => id));
  const storedGaps: Gap[] = [];
  const bundles = await readOciBundles(host, complete);
  const stored = await readStorageContainers(host, storedGaps);
  const all = mergeContainers(listed, bundles.containers, stored);
  const unlisted = listed.length === 0 || complete.size < listed.length ? bundles.unlisted : [];
  return {
    part: { containers: all },
    gaps: sortGaps([
      ...runtimeGaps(docker, cri, all.length > 0),
      ...bundles.gaps,
      ...unlisted,
      ...storedGaps,
    ]),
  };
}

/** A bundle has nothing to add to a container that has ended, or whose first process is known. */
function isComplete({ state, initPid }: Container): boolean {
  return initPid !== undefined || state === 'exited';
}

/** That a runtime is not there is worth saying only when no other one answers, and something runs here. */
function runtimeGaps(docker: ContainerSource, cri: ContainerSource, some: boolean): readonly Gap[] {
  const silent = ({ reason }: Gap): boolean => reason === 'absent' || reason === 'unsupported';
  const unused = (source: ContainerSource): boolean =>
    source.containers.length === 0 && !source.listed && source.gaps.every(silent);
  if (!unused(docker) && !unused(cri)) return [...docker.gaps, ...cri.gaps];
  if (!unused(docker)) return docker.gaps;
  if (!unused(cri)) return cri.gaps;
  if (some) return [...docker.gaps, ...cri.gaps];
  return [
    { source: 'containers', reason: 'absent', detail: 'No container runtime lists its containers here.' },
  ];
}
