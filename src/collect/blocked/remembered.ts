import type { FuseConnection, Mount } from '../../model/task.ts';
import type { MountTable } from './mount-table.ts';
import type { Wait } from './wait-kind.ts';

/** What an answer may depend on. */
interface Asked {
  readonly wait: Wait;
  readonly view: MountTable;
  readonly host: MountTable;
  readonly fuseConnections: ReadonlyMap<number, FuseConnection>;
  readonly suspectDevices: ReadonlySet<string>;
  readonly writtenDevices: ReadonlySet<string>;
}

interface Answer {
  readonly host: readonly Mount[];
  readonly connections: Asked['fuseConnections'];
  readonly suspects: Asked['suspectDevices'];
  readonly written: Asked['writtenDevices'];
  readonly value: unknown;
}

const answers = new WeakMap<readonly Mount[], Map<string, Answer>>();

/**
 * What `make` gives for all threads that have the same mounts and wait in the same way: it must depend on nothing else. `name`
 * tells several such answers apart. Devices under suspicion count for locks only; until locks are looked at, they still grow.
 */
export function remembered<T>(question: Asked, name: string, make: () => T): T {
  const {
    wait,
    view,
    host,
    fuseConnections: connections,
    suspectDevices: suspects,
    writtenDevices: written,
  } = question;
  const ofView = answers.get(view.mounts) ?? new Map<string, Answer>();
  answers.set(view.mounts, ofView);
  const isLock = wait.waits === 'lock';
  const key = [name, wait.kind?.name, wait.waits, wait.fstypes.join(), isLock ? suspects.size : ''].join(' ');
  const known = ofView.get(key);
  const holds =
    known?.host === host.mounts &&
    known.connections === connections &&
    known.written === written &&
    (!isLock || known.suspects === suspects);
  if (holds) return known.value as T;
  const value = make();
  ofView.set(key, { host: host.mounts, connections, suspects, written, value });
  return value;
}
