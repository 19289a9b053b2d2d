import { readFile } from 'node:fs/promises';
import type { RunningDaemon } from '../live/daemons/find-daemons.ts';
import { digestOfBytes } from './backup.ts';
import type { DebugAction } from './debug-action.ts';
import type { DebugLook, LookedFile } from './look.ts';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** What a switch rests on. */
export interface DebugFactSources {
  readonly to: 'on' | 'off';
  readonly look: DebugLook;
  readonly actions: readonly DebugAction[];
  /** Absent when none runs. */
  readonly daemon?: RunningDaemon;
  /** Absent where it cannot be read. */
  readonly bootId?: string;
}

/**
 * All that must still be so when a switch is carried out, one line each: the boot, the process of dockerd and its arguments, the
 * file (its path without links, which file it is, its bytes, owner and mode), the backup, and what is done. The time is no fact.
 */
export function listDebugFacts({ to, look, actions, daemon, bootId }: DebugFactSources): readonly string[] {
  const { state, file } = look;
  return [
    ...(bootId === undefined ? [] : [`boot ${quoted(bootId)}`]),
    daemon === undefined
      ? 'no dockerd'
      : `dockerd ${daemon.pid} started at tick ${daemon.startTicks} as ${quoted(daemon.args)}`,
    `dockerd ${quoted([state.version, state.socket, state.inDaemon, state.flag])}`,
    ...(file === undefined ? [] : fileFacts(file)),
    `switch ${to}`,
    ...actions.map(actionFact),
  ];
}

/** The boot that this is; undefined where the kernel does not tell. */
export async function readBootId(): Promise<string | undefined> {
  return readFile(BOOT_ID, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

function fileFacts({ place, key, found, backup }: LookedFile): readonly string[] {
  const kept =
    backup === undefined
      ? 'no backup'
      : `backup of ${backup.takenAt}: ${quoted([backup.before ?? null, backup.on, backup.off])}`;
  if (found.bytes === undefined)
    return [`no file ${quoted([place.file, place.base, key, found.file])}`, kept];
  const { device, inode, mode, uid, gid, bytes } = found;
  return [
    `file ${quoted([place.file, place.base, key, found.file])} is ${device}:${inode}`,
    `file of ${uid}:${gid}, mode ${mode.toString(8)}, ${digestOfBytes(bytes)}`,
    kept,
  ];
}

function actionFact(action: DebugAction, index: number): string {
  switch (action.kind) {
    case 'keep': {
      const { file, before, on, off } = action.backup;
      return `step ${index}: keep ${quoted([file, before ?? null, on, off])}`;
    }
    case 'put': {
      const { content, owner, restores } = action;
      const what = content === undefined ? 'nothing' : digestOfBytes(content);
      return `step ${index}: put ${what} of ${owner.uid}:${owner.gid}, mode ${owner.mode.toString(8)}, ${restores}`;
    }
    case 'reload':
      return `step ${index}: reload until debug is ${action.expects}`;
    case 'forget':
      return `step ${index}: forget`;
  }
}

/** Undefined becomes null. */
function quoted(value: unknown): string {
  return JSON.stringify(value);
}
