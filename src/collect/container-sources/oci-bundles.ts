import type { Host } from '../../host/host.ts';
import type { Container } from '../../model/container.ts';
import type { Gap } from '../../model/gap.ts';
import { isContainerId } from '../../parse/api/container-id.ts';
import { parseOciSpec } from '../../parse/api/oci-spec.ts';
import { orGap } from '../reading/gap-of.ts';
import { groupGaps } from '../reading/group-gaps.ts';
import { inBatches } from '../reading/in-batches.ts';
import { readText } from '../reading/read-text.ts';

/** A folder that holds one folder a container, named by its id. */
interface BundleRoot {
  readonly folder: string;
  readonly runtime: Container['runtime'];
  /** Where config.json lies in a container's folder; '' for the folder itself. */
  readonly within: string;
  /** The file in which the first process's pid stands. */
  readonly pidFile: string;
  /** podman keeps its containers there as well, but not their config.json. */
  readonly shared?: boolean;
}

const V2 = 'io.containerd.runtime.v2.task';
const V1 = 'io.containerd.runtime.v1.linux';

/** containerd: runtime/v2/bundle.go (state folder), cmd/containerd-shim (init.pid). CRI-O: internal/storage/runtime.go. */
const BUNDLE_ROOTS: readonly BundleRoot[] = [
  ...[`containerd/${V2}`, `containerd/${V1}`, `k3s/containerd/${V2}`].map((state) =>
    containerd(state, 'k8s.io'),
  ),
  ...[`containerd/${V2}`, `containerd/${V1}`].map((state) => containerd(state, 'moby')),
  ...[`docker/containerd/daemon/${V2}`, `docker/containerd/daemon/${V1}`].map((state) =>
    containerd(state, 'moby'),
  ),
  {
    folder: 'run/containers/storage/overlay-containers',
    runtime: 'cri',
    within: 'userdata/',
    pidFile: 'pidfile',
    shared: true,
  },
];
/** More bundles than a node can run; the rest is not read. */
const MAX_BUNDLES = 4096;

function containerd(state: string, namespace: 'k8s.io' | 'moby'): BundleRoot {
  const runtime = namespace === 'moby' ? 'docker' : 'cri';
  return { folder: `run/${state}/${namespace}`, runtime, within: '', pidFile: 'init.pid' };
}

export interface OciBundles {
  readonly containers: readonly Container[];
  readonly gaps: readonly Gap[];
  /** Folders that could not be listed: a loss only where the API did not tell everything. */
  readonly unlisted: readonly Gap[];
}

/**
 * Containers as their bundles on disk tell them, which can be read while the API hangs. Those in `complete` are left
 * out: nothing about them is missing.
 */
export async function readOciBundles(host: Host, complete: ReadonlySet<string>): Promise<OciBundles> {
  const gaps: Gap[] = [];
  const unlisted: Gap[] = [];
  const roots = await Promise.all(
    BUNDLE_ROOTS.map(async (root) => ({
      root,
      ids: (await orGap(root.folder, unlisted, host.list(root.folder))) ?? [],
    })),
  );
  const bundles = roots.flatMap(({ root, ids }) =>
    ids.filter((id) => isContainerId(id) && !complete.has(id)).map((id) => ({ root, id })),
  );
  const read = await inBatches(bundles.slice(0, MAX_BUNDLES), ({ root, id }) =>
    readBundle(host, root, id, gaps),
  );
  const grouped = groupGaps(gaps, 'run/**/config.json', bundles.length);
  return {
    containers: read.flatMap((container) => container ?? []),
    gaps: bundles.length > MAX_BUNDLES ? [...grouped, tooMany(bundles.length)] : grouped,
    unlisted: groupGaps(unlisted, 'run/**', BUNDLE_ROOTS.length),
  };
}

async function readBundle(
  host: Host,
  root: BundleRoot,
  id: string,
  gaps: Gap[],
): Promise<Container | undefined> {
  const folder = `${root.folder}/${id}/${root.within}`;
  const file = `${folder}config.json`;
  const own: Gap[] = [];
  const [spec, initPid] = await Promise.all([
    orGap(
      file,
      own,
      host.read(file).then((bytes) => parseOciSpec(bytes, file)),
    ),
    readInitPid(host, folder + root.pidFile),
  ]);
  gaps.push(...own.filter(({ reason }) => reason !== 'absent' || root.shared !== true));
  if (spec === undefined) return undefined;
  return { id, runtime: root.runtime, ...spec, ...(initPid === undefined ? {} : { initPid }) };
}

/** A bundle whose container never started has none, and most recordings leave it out; so its absence is no gap. */
export async function readInitPid(host: Host, file: string): Promise<number | undefined> {
  const text = await orGap(file, [], readText(host, file, 64));
  const pid = /^\d{1,10}$/.exec(text?.trim() ?? '')?.[0];
  return pid === undefined || Number(pid) === 0 ? undefined : Number(pid);
}

function tooMany(count: number): Gap {
  const detail = `${count} bundles lie below run/; the first ${MAX_BUNDLES} were read.`;
  return { source: 'run/**/config.json', reason: 'too-large', detail };
}
