/** One dockerd and its configuration file, as they are now. Reads, changes nothing. */
import { HostError } from '../system/host-error.ts';
import { debugFlag, findConfigPlace, type ConfigPlace } from '../live/daemons/dockerd-config.ts';
import type { Dockerd } from '../live/daemons/dockerds.ts';
import { readWholeFile, type FileOrPlace } from '../live/whole-file.ts';
import type { DebugBackup, DebugSetting, DebugState } from '../model/debug-mode.ts';
import { parseDockerInfo } from '../parse/api/docker-info.ts';
import { ParseError } from '../parse/parse-error.ts';
import { digestOfBytes, listBackups, readBackup, type Backup } from './backup.ts';
import { decodeConfig, readConfigText, UncertainConfig, type ConfigText } from './config-text.ts';

export interface LookOptions {
  /** Where backups are kept. */
  readonly folder: string;
  /** The configuration file that the user named. */
  readonly configFile?: string;
}

/** All that switching needs to know; what is missing is told by the problems of the state. */
export interface DebugLook {
  readonly state: DebugState;
  readonly file?: LookedFile;
}

/** A configuration file that was understood, or the place for one. */
export interface LookedFile {
  readonly place: ConfigPlace;
  /** What its backup goes by. */
  readonly key: string;
  readonly found: FileOrPlace;
  /** Absent without a file. */
  readonly text?: string;
  readonly config: ConfigText;
  readonly backup?: Backup;
}

const INFO_MS = 5_000;
const EMPTY: ConfigText = { debug: 'unset', keys: new Set() };

/** Looks at a dockerd and its file. Never rejects for what the machine is like. */
export async function lookAtDebug(dockerd: Dockerd, options: LookOptions): Promise<DebugLook> {
  const { daemon, http, sockets } = dockerd;
  const problems: string[] = [];
  const info = await http.get('/info', { path: 'docker/info.json', deadlineMs: INFO_MS }).then(
    (bytes) => parseDockerInfo(bytes),
    (error: unknown) => {
      problems.push(`${told(error)}: whether it is in debug mode is not known.`);
      return {};
    },
  );
  if (daemon.args.length === 0)
    problems.push(`The command line of process ${daemon.pid} cannot be read: run as root.`);
  const place = choosePlace(dockerd, options, problems);
  const looked = place === undefined ? undefined : await lookAtFile(place, options.folder, problems);
  const flag = debugFlag(daemon.args);
  const [socket] = sockets;
  const version = 'serverVersion' in info ? info.serverVersion : undefined;
  const inDaemon = 'debug' in info ? info.debug : undefined;
  const state: DebugState = {
    pid: daemon.pid,
    ...(version === undefined ? {} : { version }),
    ...(socket === undefined ? {} : { socket }),
    ...(place === undefined ? {} : { configFile: place.file }),
    inFile: looked?.setting ?? 'unknown',
    ...(inDaemon === undefined ? {} : { inDaemon }),
    ...(flag === undefined ? {} : { flag }),
    ...(looked?.backup === undefined ? {} : { backup: looked.backup }),
    problems,
  };
  return { state, ...(looked?.file === undefined ? {} : { file: looked.file }) };
}

/** The files that have a backup although no dockerd that runs is known to read them. Rejects with HostError. */
export async function lookAtBackups(
  folder: string,
  known: readonly DebugLook[],
): Promise<readonly DebugLook[]> {
  const taken = new Set(known.map(({ file }) => file?.key));
  const looks: DebugLook[] = [];
  for (const { file: path } of await listBackups(folder)) {
    if (taken.has(path)) continue;
    const problems: string[] = [];
    const { setting, backup, file } = await lookAtFile(
      { file: path, base: '', rule: 'named' },
      folder,
      problems,
    );
    const state = {
      configFile: path,
      inFile: setting,
      problems,
      ...(backup === undefined ? {} : { backup }),
    };
    looks.push({ state, ...(file === undefined ? {} : { file }) });
  }
  return looks;
}

function choosePlace(
  { daemon }: Dockerd,
  { configFile }: LookOptions,
  problems: string[],
): ConfigPlace | undefined {
  const own = findConfigPlace(daemon.pid, daemon.args);
  if (configFile === undefined || own?.file === configFile) {
    if (own === undefined)
      problems.push('Its configuration file is not known; --dockerd-config names it, if you know it.');
    return own;
  }
  if (own === undefined) return { file: configFile, base: '', rule: 'known' };
  problems.push(`It reads ${own.file}, not ${configFile}.`);
  return own;
}

interface FileSeen {
  readonly setting: DebugSetting;
  readonly backup?: DebugBackup;
  readonly file?: LookedFile;
}

async function lookAtFile(place: ConfigPlace, folder: string, problems: string[]): Promise<FileSeen> {
  let backup: Backup | undefined;
  // One of another mount namespace is not the file of that name here.
  let key = place.base + place.file;
  try {
    const found = await readWholeFile(place.file, place.base, place.rule).catch(async (error: unknown) => {
      // Even where the file is no file any more, its backup is told.
      backup = await readBackup(folder, key).catch(() => undefined);
      throw error;
    });
    if (place.base === '') key = found.file;
    backup = await readBackup(folder, key);
    const text = found.bytes === undefined ? undefined : decodeConfig(found.bytes);
    if (found.bytes === undefined && !found.hasFolder)
      throw new HostError(place.file, 'absent', 'The folder of its configuration file is not there');
    const config = text === undefined ? EMPTY : readConfigText(text);
    return {
      setting: text === undefined ? 'no-file' : config.debug,
      ...(backup === undefined ? {} : { backup: describeBackup(backup, found.bytes) }),
      file: {
        place,
        key,
        found,
        config,
        ...(text === undefined ? {} : { text }),
        ...(backup === undefined ? {} : { backup }),
      },
    };
  } catch (error) {
    const why = error instanceof UncertainConfig ? `${place.file} ${error.message}` : told(error);
    problems.push(`${why}.`);
    const kept = backup === undefined ? undefined : describeBackup(backup, 'unreadable');
    return { setting: 'unknown', ...(kept === undefined ? {} : { backup: kept }) };
  }
}

function describeBackup(backup: Backup, bytes: Uint8Array | undefined | 'unreadable'): DebugBackup {
  const before = backup.before === undefined ? 'no-file' : 'file';
  return { takenAt: backup.takenAt, before, fileIs: bytes === 'unreadable' ? bytes : stageOf(backup, bytes) };
}

/** Which of the contents that deadwait knows of the file has. */
function stageOf(backup: Backup, bytes: Uint8Array | undefined): DebugBackup['fileIs'] {
  const now = bytes === undefined ? undefined : digestOfBytes(bytes);
  if (now === backup.before?.digest) return 'as-before';
  if (now === backup.on) return 'switched-on';
  return now === backup.off ? 'switching-off' : 'changed';
}

function told(error: unknown): string {
  if (error instanceof HostError || error instanceof ParseError) return error.message;
  throw error;
}
