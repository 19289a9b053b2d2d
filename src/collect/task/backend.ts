import type { Backend, FuseConnection, Mount } from '../../model/task.ts';
import { mountOf, overlayLayers, sameDevice } from './mount-table.ts';
import type { MountTable } from './mount-table.ts';
import { remembered } from './remembered.ts';
import type { Wait } from './wait-kind.ts';

/** What is known of a blocked task, as far as it tells the mounts apart. */
export interface BackendQuestion {
  readonly wait: Wait;
  /** The mounts that the task has, or may have. */
  readonly view: MountTable;
  /** The view is the task's own: what is not in it cannot be meant. */
  readonly viewIsOwn: boolean;
  readonly host: MountTable;
  readonly descriptorPath?: string;
  readonly commandPaths: readonly string[];
  readonly fuseConnections: ReadonlyMap<number, FuseConnection>;
  /** For a lock: devices that other blocked tasks wait for; nobody else can hold it for long. */
  readonly suspectDevices: ReadonlySet<string>;
}

export interface BackendAnswer {
  readonly backend?: Backend;
  /** The mount that the backend was read from, and whose file that is. */
  readonly mount?: Mount;
  readonly table?: MountTable;
  /** All that it may be, when that is more than one. */
  readonly candidates: readonly Backend[];
}

interface Candidate {
  readonly mount: Mount;
  readonly table: MountTable;
}

/**
 * Which mount a task waits for. In order of certainty: the descriptor of its system call, the only connection with
 * unanswered requests (FUSE), the paths in its command line, the only mount of the kind. Otherwise all candidates.
 */
export function findBackend(question: BackendQuestion): BackendAnswer {
  const { wait, view, host, descriptorPath, commandPaths } = question;
  if (wait.kind === undefined) return { candidates: [] };
  const all = remembered(question, 'all', () => candidates(question));

  const byDescriptor = descriptorPath === undefined ? undefined : resolve(descriptorPath, question);
  if (byDescriptor !== undefined) return certain(byDescriptor, host);

  const waiting =
    wait.waits === 'fuse'
      ? remembered(question, 'waiting', () =>
          all.filter(({ mount }) => hasWaiting(mount, question.fuseConnections)),
        )
      : [];
  const possible = waiting.length > 0 ? waiting : all;
  const devices = new Set(commandPaths.map((path) => mountOf(path, view.mounts)?.device));
  const named = devices.size === 0 ? [] : possible.filter(({ mount }) => devices.has(mount.device));
  const onlyNamed = named.length === 1 ? named[0] : undefined;
  const only = possible.length === 1 && question.viewIsOwn && wait.waits !== 'lock' ? possible[0] : undefined;
  const found = onlyNamed ?? only;
  if (found !== undefined && !isElsewhere(waiting, question)) {
    // What is remembered may be of another thread with the same mounts: the proof is this one's.
    return certain({ ...found, table: found.table === host ? host : view }, host);
  }
  const backends = (some: readonly Candidate[]): readonly Backend[] =>
    some.map((one) => backendOf(one, host));
  return {
    candidates:
      named.length > 0 ? backends(named) : remembered(question, 'possible', () => backends(possible)),
  };
}

/** One for each device, in the order of the view; then what lies below the overlays. */
function candidates(question: BackendQuestion): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const mount of question.view.mounts) {
    const candidate = fits(mount, question) ? { mount, table: question.view } : below(mount, question);
    if (candidate !== undefined && !found.has(candidate.mount.device)) {
      found.set(candidate.mount.device, candidate);
    }
  }
  return [...found.values()];
}

/** What a path of the task lies on, when that may be a backend. */
function resolve(path: string, question: BackendQuestion): Candidate | undefined {
  const mount = mountOf(path, question.view.mounts);
  if (mount === undefined) return undefined;
  return fits(mount, question) ? { mount, table: question.view } : below(mount, question);
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

function hasWaiting(mount: Mount, connections: ReadonlyMap<number, FuseConnection>): boolean {
  const minor = Number(mount.device.slice(mount.device.indexOf(':') + 1));
  return (connections.get(minor)?.waiting ?? 0) > 0;
}

/** Requests wait, but none at a mount of the view: the one that is meant has been unmounted lazily. */
function isElsewhere(waiting: readonly Candidate[], { wait, fuseConnections }: BackendQuestion): boolean {
  if (wait.waits !== 'fuse' || waiting.length > 0) return false;
  return [...fuseConnections.values()].some((connection) => connection.waiting > 0);
}

function certain(candidate: Candidate, host: MountTable): BackendAnswer {
  return { backend: backendOf(candidate, host), ...candidate, candidates: [] };
}

function backendOf({ mount }: Candidate, host: MountTable): Backend {
  const { source, fstype, device } = mount;
  return { source, fstype, mountPoint: sameDevice(mount, host)?.mountPoint ?? mount.mountPoint, device };
}
