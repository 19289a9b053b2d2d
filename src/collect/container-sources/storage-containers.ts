import type { Host } from '../../host/host.ts';
import type { Container } from '../../model/container.ts';
import type { Gap } from '../../model/gap.ts';
import { isContainerId } from '../../parse/api/container-id.ts';
import { parseStorageContainers } from '../../parse/api/storage-containers.ts';
import { orGap } from '../reading/gap-of.ts';
import { inBatches } from '../reading/in-batches.ts';
import { readInitPid } from './oci-bundles.ts';

/** What lies there is lost with a reboot: only containers that ran since then have a folder in it. */
const RUN = 'run/containers/storage/overlay-containers';
const LISTS = [
  `${RUN}/volatile-containers.json`,
  'var/lib/containers/storage/overlay-containers/containers.json',
];

/** Names of the containers of CRI-O and podman from disk, of those that ran since the host was started; no gap where there are none. */
export async function readStorageContainers(host: Host, gaps: Gap[]): Promise<readonly Container[]> {
  const unheard: Gap[] = [];
  const started = new Set(((await orGap(RUN, unheard, host.list(RUN))) ?? []).filter(isContainerId));
  if (started.size === 0) return [];
  const lists = await Promise.all(
    LISTS.map(async (file) => {
      const own: Gap[] = [];
      const containers = await orGap(
        file,
        own,
        host.read(file).then((bytes) => parseStorageContainers(bytes, file)),
      );
      gaps.push(...own.filter(({ reason }) => reason !== 'absent'));
      return containers ?? [];
    }),
  );
  const known = lists.flat().filter(({ id }) => started.has(id));
  return inBatches(known, async (container) => {
    const initPid = await readInitPid(host, `${RUN}/${container.id}/userdata/pidfile`);
    return initPid === undefined ? container : { ...container, initPid };
  });
}
