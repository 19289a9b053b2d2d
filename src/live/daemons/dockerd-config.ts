// How a dockerd was configured, as far as switching its debug mode goes.
//
// Source: moby cmd/dockerd/daemon.go (reloadConfig), daemon/config/config.go (Reload, findConfigurationConflicts), daemon/reload.go,
// cmd/dockerd/docker_unix.go (getDefaultDaemonConfigFile), cmd/dockerd/options.go (-D, -l). 18.09 to 28 alike:
// - a key that is also a flag makes the whole reload fail ("specified both as a flag and in the configuration file");
// - `debug` is looked at only if it stands in the file: taking the key out does not switch debug mode off;
// - authorization plugins are set anew from the file alone: those of flags are gone after a reload;
// - limits of downloads and uploads fall back to their defaults unless they stand in the file;
// - switching off sets the log level to `info`, whatever it was.

import { isAbsolute, join } from 'node:path';
import { parseProcStatus } from '../../parse/proc/status.ts';
import { optionValues } from './daemon-arguments.ts';
import { readLink } from '../kernel/descriptor-links.ts';
import { peekProcText } from '../kernel/proc-reading.ts';

export const DEFAULT_CONFIG_FILE = '/etc/docker/daemon.json';

/** Where a dockerd has its configuration file. */
export interface ConfigPlace {
  /** As dockerd names it, absolute. */
  readonly file: string;
  /** Root folder through which dockerd sees it; empty where that is this process's own. */
  readonly base: string;
  /** Who named it: `known` for dockerd's default, where links of root are followed. */
  readonly rule: 'named' | 'known';
}

/** The configuration file of a running dockerd; undefined when it cannot be known. */
export function findConfigPlace(pid: number, args: readonly string[]): ConfigPlace | undefined {
  const file = ownConfigFile(pid, args);
  if (file === undefined) return undefined;
  const rule = file === DEFAULT_CONFIG_FILE ? 'known' : 'named';
  return { file, base: seesWhatWeSee(pid) ? '' : `/proc/${pid}/root`, rule };
}

function ownConfigFile(pid: number, args: readonly string[]): string | undefined {
  if (args.length === 0) return undefined;
  const given = optionValues(args, '--config-file').at(-1);
  // A rootless dockerd looks below its user's XDG_CONFIG_HOME.
  if (given === undefined) return userOf(pid) === 0 ? DEFAULT_CONFIG_FILE : undefined;
  if (isAbsolute(given)) return given;
  const folder = readLink(`/proc/${pid}/cwd`);
  return folder === undefined ? undefined : join(folder, given);
}

function seesWhatWeSee(pid: number): boolean {
  const same = (link: string): boolean => readLink(`/proc/${pid}/${link}`) === readLink(`/proc/self/${link}`);
  return same('ns/mnt') && same('root');
}

function userOf(pid: number): number | undefined {
  try {
    return parseProcStatus(peekProcText(`/proc/${pid}/status`) ?? '').uid;
  } catch {
    return undefined;
  }
}

/** The flag that fixes debug mode, as it was given: `--debug`, `-D`, `--debug=false`; undefined without one. */
export function debugFlag(args: readonly string[]): string | undefined {
  return args.slice(1).find((word) => /^--debug(?:=.*)?$|^-[hv]{0,2}D/.test(word));
}

/** What else the reload of the configuration does to this dockerd, a sentence each. */
export function reloadEffects(args: readonly string[], keys: ReadonlySet<string>): readonly string[] {
  const effects = ['A reload also takes over what else was changed in the file since dockerd has read it.'];
  for (const name of ['max-concurrent-downloads', 'max-concurrent-uploads', 'max-download-attempts']) {
    if (optionValues(args, `--${name}`).length > 0)
      effects.push(`A reload puts --${name} back to its default until dockerd is restarted.`);
  }
  if (keys.has('authorization-plugins'))
    effects.push('A reload asks the authorization plugins, and dockerd ends when one of them cannot be had.');
  const level = optionValues(args, '--log-level', '-l').at(-1);
  if ((level !== undefined && level !== 'info') || keys.has('log-level'))
    effects.push('Switching debug mode off leaves the log level at info, until dockerd is restarted.');
  return effects;
}

/** Why this dockerd must not be told to reload, whatever stands in its file; undefined when nothing speaks against it. */
export function reloadDanger(args: readonly string[]): string | undefined {
  return optionValues(args, '--authorization-plugin').length > 0
    ? 'it was started with --authorization-plugin, and a reload would take its authorization plugins away'
    : undefined;
}
