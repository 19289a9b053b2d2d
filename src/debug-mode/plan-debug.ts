/**
 * What has to be done to switch debug mode, as data: contents that are put into the place of the file, and reloads with what the
 * daemon must say afterwards. dockerd looks at `debug` only where it stands in the file, so that switching off goes over a file
 * that says false; the old bytes come back after that, without another reload.
 */
import { reloadDanger } from '../live/daemons/dockerd-config.ts';
import type { DebugPlan, DebugState } from '../model/debug-mode.ts';
import type { FileOwner } from '../live/replace-file.ts';
import { bytesBefore, digestOfBytes, type Backup } from './backup.ts';
import { decodeConfig, onlyDebug, readConfigText, withDebug, withoutDebug } from './config-text.ts';
import type { DebugAction } from './debug-action.ts';
import { DebugRefusal } from './debug-refusal.ts';
import { describeSwitch } from './describe-switch.ts';
import type { DebugLook, LookedFile } from './look.ts';

export interface PlannedSwitch {
  readonly plan: DebugPlan;
  readonly actions: readonly DebugAction[];
}

/** How to switch debug mode on or off; DebugRefusal where that is not certain. `at` is the time of the backup, ISO 8601 in UTC. */
export function planDebug(
  look: DebugLook,
  args: readonly string[],
  to: 'on' | 'off',
  at: string,
): PlannedSwitch {
  const { state, file } = look;
  const already = to === 'on' ? isOn(state) : state.inDaemon === false && state.backup === undefined;
  if (already) return { plan: describeSwitch(look, args, to, []), actions: [] };
  const { flag, problems, inDaemon } = state;
  if (flag !== undefined)
    throw refusal(
      `dockerd was started with ${flag}, and a reload fails when its file says debug as well`,
      'start dockerd without that flag, or restart it to change it',
    );
  if (problems[0] !== undefined || file === undefined)
    throw refusal(
      problems[0]?.replace(/\.$/, '') ?? 'its file is not known',
      'deadwait debug status tells more',
    );
  if (file.place.base !== '')
    throw refusal(
      `dockerd has a mount namespace or a root folder of its own, and could change the way to ${file.place.file} while it is written`,
      `switch it from there: nsenter --target ${state.pid ?? 'PID'} --mount --root -- deadwait debug ${to}`,
    );
  const danger = reloadDanger(args);
  if (danger !== undefined) throw refusal(danger, 'restart dockerd with "debug" in its file instead');
  const actions = to === 'on' ? switchOn(state, file, at) : switchOff(state, file, inDaemon === true);
  return { plan: describeSwitch(look, args, to, actions), actions };
}

function isOn({ inDaemon, inFile, backup }: DebugState): boolean {
  return inDaemon === true && (backup === undefined || inFile === 'on');
}

function switchOn({ backup: kept }: DebugState, file: LookedFile, at: string): readonly DebugAction[] {
  const { found, text } = file;
  if (kept !== undefined && kept.fileIs !== 'as-before') {
    if (kept.fileIs === 'switched-on') return [{ kind: 'reload', expects: true }];
    const what = kept.fileIs === 'changed' ? 'has been changed since' : 'is in the middle of being restored';
    throw refusal(
      `${file.place.file} was switched by deadwait before and ${what}`,
      'deadwait debug off first',
    );
  }
  const on = bytesOf(text === undefined ? onlyDebug(true) : withDebug(text, true));
  const off = bytesOf(text === undefined ? onlyDebug(false) : withDebug(text, false));
  if (found.bytes !== undefined && file.config.debug === 'on') return [{ kind: 'reload', expects: true }];
  const backup: Backup = {
    schema: 'deadwait/debug-backup/v1',
    file: file.key,
    takenAt: kept?.takenAt ?? at,
    on: digestOfBytes(on),
    off: digestOfBytes(off),
    ...(found.bytes === undefined
      ? {}
      : {
          before: {
            base64: Buffer.from(found.bytes).toString('base64'),
            mode: found.mode,
            uid: found.uid,
            gid: found.gid,
            digest: digestOfBytes(found.bytes),
          },
        }),
  };
  return [
    { kind: 'keep', backup },
    { kind: 'put', content: on, restores: false, owner: ownerOf(file) },
    { kind: 'reload', expects: true },
  ];
}

function switchOff({ backup: kept }: DebugState, file: LookedFile, isOnNow: boolean): readonly DebugAction[] {
  const { backup, text, found, place } = file;
  if (backup === undefined || kept === undefined) {
    throw refusal(
      'debug mode was not switched on by deadwait: there is no backup to go back to',
      `set "debug": false in ${place.file}, and send dockerd SIGHUP`,
    );
  }
  const last = kept.fileIs === 'changed' ? changedBack(file, backup) : bytesBefore(backup);
  const quiet = bytesOf(text === undefined ? onlyDebug(false) : withDebug(text, false));
  const actions: DebugAction[] = [];
  let current = found.bytes;
  const put = (content: Uint8Array | undefined, restores: boolean, owner: FileOwner): void => {
    if (isSame(current, content)) return;
    actions.push({ kind: 'put', content, restores, owner });
    current = content;
  };
  if (isOnNow && file.config.debug !== 'off') put(quiet, false, ownerOf(file));
  if (isOnNow) actions.push({ kind: 'reload', expects: false });
  put(last, true, kept.fileIs === 'changed' ? ownerOf(file) : (backup.before ?? ownerOf(file)));
  return [...actions, { kind: 'forget' }];
}

/** Somebody changed the file meanwhile: only `debug` goes back to what it was. */
function changedBack({ text, config, found }: LookedFile, backup: Backup): Uint8Array | undefined {
  if (text === undefined || config.debug !== 'on') return found.bytes;
  const before = bytesBefore(backup);
  const wasSet = before !== undefined && readConfigText(decodeConfig(before)).debug !== 'unset';
  return bytesOf(wasSet ? withDebug(text, false) : withoutDebug(text));
}

/** Of the file that is there; a new one is root's, as dockerd's package makes it. */
function ownerOf({ found }: LookedFile): FileOwner {
  return found.bytes === undefined ? { mode: 0o644, uid: 0, gid: 0 } : found;
}

function refusal(message: string, hint: string): DebugRefusal {
  return new DebugRefusal(message, hint);
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}
