/** Carries out a planned switch. Whatever fails or dies in the middle leaves a backup that `status` tells of and `off` undoes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from '../../host/deadline.ts';
import { HostError } from '../../host/host.ts';
import type { Dockerd } from '../../host/live/dockerds.ts';
import { removeFile, replaceFile } from '../../host/live/replace-file.ts';
import { signalProcess } from '../../host/live/signal-process.ts';
import { readWholeFile } from '../../host/live/whole-file.ts';
import { parseDockerInfo } from '../../parse/api/docker-info.ts';
import { ParseError } from '../../parse/parse-error.ts';
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
  for (const [index, action] of actions.entries()) {
    options.onProgress?.(plan.steps[index]?.says ?? action.kind);
    try {
      await carryOut(dockerd, file, action, current, options);
      if (action.kind === 'put') current = action.content;
      if (action.kind === 'keep') keeps = true;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const rest =
        plan.to === 'on' ? await takeBack(dockerd, file, current, keeps, options) : undone(plan.to);
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
    case 'put':
      await mustBe(file, current);
      return action.content === undefined
        ? removeFile(file.found.file)
        : replaceFile(file.found.file, action.content, action.owner);
    case 'reload':
      return reload(dockerd, action.expects, options.switchMs ?? SWITCH_MS);
    case 'forget':
      return forgetBackup(options.folder, file.key);
  }
}

/** Nobody may have changed the file since it was looked at. */
async function mustBe({ place, found }: LookedFile, current: Uint8Array | undefined): Promise<void> {
  const now = await readWholeFile(place.file, place.base);
  const isSame =
    now.bytes === undefined || current === undefined
      ? now.bytes === current
      : Buffer.compare(now.bytes, current) === 0;
  if (!isSame || now.file !== found.file)
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

/** After a failed `on`: the file as it was, and no backup when dockerd still is out of debug mode. */
async function takeBack(
  dockerd: Dockerd | undefined,
  file: LookedFile,
  current: Uint8Array | undefined,
  keeps: boolean,
  options: ApplyDebugOptions,
): Promise<string> {
  const { found } = file;
  const name = file.place.file;
  try {
    if (current !== found.bytes) {
      await mustBe(file, current);
      if (found.bytes === undefined) await removeFile(found.file);
      else await replaceFile(found.file, found.bytes, found);
    }
    const isOff = dockerd === undefined || (await readDebug(dockerd)) === false;
    if (!isOff) return `${name} is as it was before, but dockerd may be in debug mode: deadwait debug off`;
    if (keeps) await forgetBackup(options.folder, file.key);
    return `${name} is as it was before`;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return `${name} could not be put back (${error.message}); deadwait debug off tries again`;
  }
}

function undone(to: 'off'): string {
  return `the backup is still there: deadwait debug ${to} tries again`;
}
