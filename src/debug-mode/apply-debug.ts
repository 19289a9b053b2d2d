/** Carries out a planned switch. Whatever fails or dies in the middle leaves a backup that `status` tells of and `off` undoes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from '../system/deadline.ts';
import { HostError } from '../system/host-error.ts';
import type { Dockerd } from '../live/daemons/dockerds.ts';
import { removeFile, replaceFile } from '../live/replace-file.ts';
import { signalProcess } from '../live/kernel/signal-process.ts';
import { readWholeFile } from '../live/whole-file.ts';
import { parseDockerInfo } from '../parse/api/docker-info.ts';
import { ParseError } from '../parse/parse-error.ts';
import { forgetBackup, keepBackup } from './backup.ts';
import type { LookedFile } from './look.ts';
import type { DebugAction } from './debug-action.ts';
import type { PlannedSwitch } from './plan-debug.ts';

/** It was tried and did not work; the message tells what was done about it. */
export class DebugFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DebugFailure';
  }
}

export interface ApplyDebugOptions {
  /** Where backups are kept. */
  readonly folder: string;
  /** Milliseconds until dockerd must have switched. Default 10 000. */
  readonly switchMs?: number;
  readonly onProgress?: (says: string) => void;
}

const SWITCH_MS = 10_000;
const INFO_MS = 2_000;
const EVERY_MS = 100;

/** Does the actions in their order. DebugFailure when one fails; a failed `on` is taken back first. */
export async function applyDebug(
  dockerd: Dockerd | undefined,
  file: LookedFile,
  { plan, actions }: PlannedSwitch,
  options: ApplyDebugOptions,
): Promise<void> {
  let current = file.found.bytes;
  let keeps = file.backup !== undefined;
  // Whatever may have come to stand in the file: a write that failed or was late may have been made all the same.
  const written: (Uint8Array | undefined)[] = [];
  for (const [index, action] of actions.entries()) {
    options.onProgress?.(plan.steps[index]?.says ?? action.kind);
    if (action.kind === 'put') written.push(action.content);
    try {
      await carryOut(dockerd, file, action, current, options);
      if (action.kind === 'put') current = action.content;
      if (action.kind === 'keep') keeps = true;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const mayComeLate = action.kind === 'put' && error.reason === 'timeout';
      const rest =
        plan.to === 'on'
          ? await takeBack(dockerd, file, { written, mayComeLate, keeps }, options)
          : undone(plan.to);
      throw new DebugFailure(`${error.message}; ${rest}`, { cause: error });
    }
  }
}

async function carryOut(
  dockerd: Dockerd | undefined,
  file: LookedFile,
  action: DebugAction,
  current: Uint8Array | undefined,
  options: ApplyDebugOptions,
): Promise<void> {
  switch (action.kind) {
    case 'keep':
      return keepBackup(options.folder, action.backup);
    case 'put': {
      await mustBe(file, current);
      const mayReplace = (): Promise<void> => mustBe(file, current);
      return action.content === undefined
        ? removeFile(file.found.file, { mayReplace })
        : replaceFile(file.found.file, action.content, action.owner, { mayReplace });
    }
    case 'reload':
      return reload(dockerd, action.expects, options.switchMs ?? SWITCH_MS);
    case 'forget':
      return forgetBackup(options.folder, file.key);
  }
}

/** Nobody may have changed the file since it was looked at. */
async function mustBe({ place, found }: LookedFile, current: Uint8Array | undefined): Promise<void> {
  const now = await readWholeFile(place.file, place.base, place.rule);
  if (!isSame(now.bytes, current) || now.file !== found.file)
    throw new HostError(place.file, 'malformed', `${place.file} has just been changed by somebody else`);
}

async function reload(dockerd: Dockerd | undefined, expects: boolean, switchMs: number): Promise<void> {
  if (dockerd === undefined) throw new HostError('dockerd', 'absent', 'no dockerd runs here any more');
  signalProcess(dockerd.daemon, 'SIGHUP');
  const waiting = { isOver: false };
  const switched = async (): Promise<void> => {
    while (!waiting.isOver && (await readDebug(dockerd)) !== expects) await sleep(EVERY_MS);
  };
  try {
    await withDeadline(switched(), switchMs, 'dockerd', 'dockerd');
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const says = `dockerd (pid ${dockerd.daemon.pid}) was sent SIGHUP and did not go ${expects ? 'into' : 'out of'} debug mode within ${switchMs / 1000} s; its log tells why`;
    throw new HostError('dockerd', 'timeout', says, { cause: error });
  } finally {
    waiting.isOver = true;
  }
}

/** What GET /info says now; undefined when it does not answer. */
async function readDebug({ http }: Dockerd): Promise<boolean | undefined> {
  try {
    return parseDockerInfo(await http.get('/info', { path: 'docker/info.json', deadlineMs: INFO_MS })).debug;
  } catch (error) {
    if (error instanceof HostError || error instanceof ParseError) return undefined;
    throw error;
  }
}

/** How far a switch had come when it failed. */
interface Begun {
  readonly written: readonly (Uint8Array | undefined)[];
  readonly mayComeLate: boolean;
  /** There is a backup. */
  readonly keeps: boolean;
}

/**
 * After a failed `on`: the file as it was, if it holds what deadwait may have `written` there, and no backup when dockerd still is out of
 * debug mode and nothing can be written late.
 */
async function takeBack(
  dockerd: Dockerd | undefined,
  file: LookedFile,
  { written, mayComeLate, keeps }: Begun,
  options: ApplyDebugOptions,
): Promise<string> {
  const { found, place } = file;
  const name = place.file;
  try {
    const now = await readWholeFile(place.file, place.base, place.rule);
    if (!isSame(now.bytes, found.bytes)) {
      if (!written.some((content) => isSame(now.bytes, content)))
        throw new HostError(name, 'malformed', 'it has been changed by somebody else');
      const mayReplace = (): Promise<void> => mustBe(file, now.bytes);
      if (found.bytes === undefined) await removeFile(found.file, { mayReplace });
      else await replaceFile(found.file, found.bytes, found, { mayReplace });
    }
    if (mayComeLate)
      return `${name} is as it was before, but what was to be written may still come: deadwait debug off`;
    const isOff = dockerd === undefined || (await readDebug(dockerd)) === false;
    if (!isOff) return `${name} is as it was before, but dockerd may be in debug mode: deadwait debug off`;
    if (keeps) await forgetBackup(options.folder, file.key);
    return `${name} is as it was before`;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return `${name} could not be put back (${error.message}); deadwait debug off tries again`;
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

function undone(to: 'off'): string {
  return `the backup is still there: deadwait debug ${to} tries again`;
}
