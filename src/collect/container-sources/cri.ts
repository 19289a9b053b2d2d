import type { Host } from '../../host/host.ts';
import type { Container } from '../../model/container.ts';
import type { Gap } from '../../model/gap.ts';
import {
  parseCriContainers,
  parseCriContainerStatus,
  parseCriSandboxes,
} from '../../parse/api/cri-containers.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { orGap } from '../reading/gap-of.ts';
import { groupGaps } from '../reading/group-gaps.ts';
import { inBatches } from '../reading/in-batches.ts';
import type { ContainerSource } from './container-source.ts';
import { mergeContainer, mergeContainers } from './merge-containers.ts';

const LIST = 'cri/ListContainers.json';
const SANDBOXES = 'cri/ListPodSandbox.json';

/** The containers and sandboxes as a CRI runtime lists them, each container with what its status says. */
export async function readCriContainers(host: Host): Promise<ContainerSource> {
  const gaps: Gap[] = [];
  const list = <T>(path: string, parse: (bytes: Uint8Array, file: string) => T): Promise<T | undefined> =>
    orGap(
      path,
      gaps,
      host.read(path).then((bytes) => parse(bytes, path)),
    );
  const [listed, sandboxes] = await Promise.all([
    list(LIST, parseCriContainers),
    list(SANDBOXES, parseCriSandboxes),
  ]);

  const failed: Gap[] = [];
  const ids = host.live ? unfinished(listed ?? []) : await recordedStatuses(host, gaps);
  const statuses = await inBatches(ids, (id) => readStatus(host, id, failed));
  const known = statuses.flatMap((status) => status ?? []);
  const byId = new Map(known.map((status) => [status.id, status]));
  return {
    containers: mergeContainers(listed ?? [], sandboxes ?? [], known).map((container) => {
      const status = byId.get(container.id);
      // The status was asked after the list.
      return status?.state === undefined
        ? container
        : { ...mergeContainer(container, status), state: status.state };
    }),
    listed: listed !== undefined,
    gaps: [...gaps, ...groupGaps(failed, 'cri/ContainerStatus-*.json', ids.length)],
  };
}

function unfinished(containers: readonly Container[]): readonly string[] {
  return containers.filter(({ state }) => state !== 'exited').map(({ id }) => id);
}

/** A recording holds the statuses that were asked for. */
async function recordedStatuses(host: Host, gaps: Gap[]): Promise<readonly string[]> {
  const names = (await orGap('cri', gaps, host.list('cri'))) ?? [];
  return names.flatMap((name) => /^ContainerStatus-([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
}

async function readStatus(host: Host, id: string, gaps: Gap[]): Promise<Container | undefined> {
  const file = `cri/ContainerStatus-${id}.json`;
  const read = async (): Promise<Container> => {
    const status = parseCriContainerStatus(await host.read(file), file);
    if (status.id !== id) throw new ParseError('cri-container-status', 0, `container ${id}`, status.id);
    return status;
  };
  return orGap(file, gaps, read());
}
