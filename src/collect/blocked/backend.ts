import type { Backend, BackendProof, FuseConnection, Mount } from '../../model/task.ts';
import { fuseConnectionOf } from './fuse-connections.ts';
import { mountOf, overlayLayers, sameDevice } from './mount-table.ts';
import type { MountTable } from './mount-table.ts';
import { remembered } from './remembered.ts';
import type { OpenFile } from './task-paths.ts';
import type { Wait } from './wait-kind.ts';

/** What is known of a blocked task, as far as it tells the mounts apart. */
export interface BackendQuestion {
  readonly wait: Wait;
  /** The mounts that the task has, or may have. */
  readonly view: MountTable;
  /** The view is the task's own: what is not in it cannot be meant. */
  readonly viewIsOwn: boolean;
  readonly host: MountTable;
  /** The files that the blocked system call works on by their descriptors. */
  readonly openFiles: readonly OpenFile[];
  /** Paths that make a mount likelier, the best first: a dirfd, the current folder, the command line. They decide nothing. */
  readonly hints: readonly string[];
  readonly fuseConnections: ReadonlyMap<number, FuseConnection>;
  /** For a lock: devices that other blocked tasks wait for; nobody else can hold it for long. */
  readonly suspectDevices: ReadonlySet<string>;
  /** For a frozen file system: devices that are not frozen, because others write there. */
  readonly writtenDevices: ReadonlySet<string>;
}

export interface BackendAnswer {
  readonly backend?: Backend;
  readonly proof?: BackendProof;
  /** The mount that the backend was read from, and whose file that is. */
  readonly mount?: Mount;
  readonly table?: MountTable;
  /** All that it may be, when that is more than one or not certain; the likeliest first. */
  readonly candidates: readonly Backend[];
}

interface Candidate {
  readonly mount: Mount;
  readonly table: MountTable;
}

/**
 * Which mount a task waits for. Only the kernel decides: the descriptors of the system call, the requests that FUSE servers have
 * not answered, and the mounts that the task sees, when one of them is left. A path that the task names (its arguments, the
 * string behind a pointer) may lie elsewhere than what it waits for, so it only puts candidates in order.
 */
export function findBackend(question: BackendQuestion): BackendAnswer {
  const { wait, host, hints } = question;
  if (wait.kind === undefined) return { candidates: [] };
  const open = question.openFiles.flatMap((file) => locate(file, question) ?? []);
  const byDescriptor = distinct(open).filter((one) => !isIdle(one.mount, question));
  const [first, second] = byDescriptor;
  if (first !== undefined && second === undefined) return certain(first, question, 'descriptor');

  const all = remembered(question, 'all', () => candidates(question));
  const possible =
    byDescriptor.length > 0
      ? byDescriptor.filter((one) => isPossible(one, question))
      : remembered(question, 'possible', () => all.filter((one) => isPossible(one, question)));
  const [only, another] = possible;
  const mayDecide =
    question.viewIsOwn && wait.waits !== 'lock' && !question.openFiles.some(isElsewhere(question));
  if (only !== undefined && another === undefined && mayDecide)
    return certain(only, question, hasRequests(only.mount, question) ? 'requests' : 'only-mount');
  const backends = remembered(
    question,
    'backends',
    () => new Map(all.map(({ mount }) => [mount.device, backendOf(mount, host)])),
  );
  const ranked = inOrder(possible.length > 0 ? possible : all, hints, question);
  return { candidates: ranked.map(({ mount }) => backends.get(mount.device) ?? backendOf(mount, host)) };
}

/** One for each device, in the order of the view; then what lies below the overlays. */
function candidates(question: BackendQuestion): readonly Candidate[] {
  return distinct(
    question.view.mounts.flatMap(
      (mount) => (fits(mount, question) ? { mount, table: question.view } : below(mount, question)) ?? [],
    ),
  );
}

function distinct(found: readonly Candidate[]): readonly Candidate[] {
  const devices = new Map<string, Candidate>();
  for (const one of found) if (!devices.has(one.mount.device)) devices.set(one.mount.device, one);
  return [...devices.values()];
}

/**
 * The mount of an open file, when that may be a backend. The id of its mount tells it for sure; one that the task's table does not
 * have was unmounted, or is of another namespace. Without an id the path has to do.
 */
function locate({ path, mountId }: OpenFile, question: BackendQuestion): Candidate | undefined {
  const { view, viewIsOwn } = question;
  const mount =
    mountId !== undefined && viewIsOwn
      ? view.mounts.find(({ id }) => id === mountId)
      : path === undefined
        ? undefined
        : mountOf(path, view.mounts);
  if (mount === undefined) return undefined;
  return fits(mount, question) ? { mount, table: view } : below(mount, question);
}

/** Whether an open file lies on a mount that the task does not see; files without a path are pipes, sockets and the like. */
function isElsewhere({ view, viewIsOwn }: BackendQuestion): (file: OpenFile) => boolean {
  return ({ path, mountId }) =>
    viewIsOwn && path !== undefined && mountId !== undefined && !view.mounts.some(({ id }) => id === mountId);
}

/** The host's mount that holds an overlay's files: the upper folder for writes, any layer for the rest. */
function below(overlay: Mount, question: BackendQuestion): Candidate | undefined {
  if (overlay.fstype !== 'overlay') return undefined;
  const { upper, lower } = overlayLayers(overlay);
  const layers = upper === undefined ? [] : [upper];
  if (question.wait.waits !== 'frozen-fs') layers.push(...lower);
  for (const layer of layers) {
    const mount = mountOf(layer, question.host.mounts);
    if (mount !== undefined && fits(mount, question)) return { mount, table: question.host };
  }
  return undefined;
}

function fits(mount: Mount, { wait, suspectDevices }: BackendQuestion): boolean {
  if (wait.kind === undefined || !wait.kind.isBackend(mount)) return false;
  if (wait.fstypes.length > 0) return wait.fstypes.includes(mount.fstype);
  return wait.waits !== 'lock' || suspectDevices.has(mount.device);
}

/**
 * The kernel counts no request on this FUSE mount, while that of the task would count. It lists every connection, or none where
 * its control file system is not there.
 */
function isIdle({ device }: Mount, { wait, fuseConnections }: BackendQuestion): boolean {
  if (wait.waits !== 'fuse' || fuseConnections.size === 0) return false;
  return (fuseConnections.get(fuseConnectionOf(device) ?? -1)?.waiting ?? 0) === 0;
}

function hasRequests({ device }: Mount, { wait, fuseConnections }: BackendQuestion): boolean {
  return wait.waits === 'fuse' && fuseConnections.has(fuseConnectionOf(device) ?? -1);
}

function isWritten({ device }: Mount, { wait, writtenDevices }: BackendQuestion): boolean {
  return wait.waits === 'frozen-fs' && writtenDevices.has(device);
}

function isPossible({ mount }: Candidate, question: BackendQuestion): boolean {
  return !isIdle(mount, question) && !isWritten(mount, question);
}

/** Those that a hint names first, in the order of the hints. */
function inOrder(
  found: readonly Candidate[],
  hints: readonly string[],
  { view }: BackendQuestion,
): readonly Candidate[] {
  const devices = [...new Set(hints.map((path) => mountOf(path, view.mounts)?.device))];
  const named = devices.flatMap((device) => found.filter(({ mount }) => mount.device === device));
  return named.length === 0 ? found : [...named, ...found.filter((one) => !named.includes(one))];
}

/** What is remembered may be of another thread with the same mounts: the proof is this one's. */
function certain(
  { mount, table }: Candidate,
  { host, view }: BackendQuestion,
  proof: BackendProof,
): BackendAnswer {
  const backend = backendOf(mount, host);
  return { backend, proof, mount, table: table === host ? host : view, candidates: [] };
}

function backendOf(mount: Mount, host: MountTable): Backend {
  const { source, fstype, device } = mount;
  return { source, fstype, mountPoint: sameDevice(mount, host)?.mountPoint ?? mount.mountPoint, device };
}
