// Which containerd is looked at, and where it keeps what.
//
// Source: containerd cmd/containerd/command/main.go (--config, --state, --address), services/server/config (`state`, `[grpc]
// address`, `[debug] address`), defaults/defaults_unix.go (/run/containerd, /run/containerd/debug.sock). For the one that dockerd
// starts, what dockerd writes into its configuration (moby libcontainerd/supervisor/remote_daemon.go):
// `<exec-root>/containerd/containerd.toml` and `<exec-root>/containerd/daemon`.

import { dirname, join } from 'node:path';
import { parseContainerdConfig } from '../../parse/config/containerd-config.ts';
import type { ContainerdConfig } from '../../parse/config/containerd-config.ts';
import { optionValues, plainRunPath, unixSocketPath } from './daemon-arguments.ts';
import type { RunningDaemon } from './find-daemons.ts';
import type { ListeningSocket } from '../kernel/listening-sockets.ts';
import type { RootCommands } from '../root-commands.ts';

/** Which containerd is looked at, where its debug socket is, and where it keeps the state of its tasks. */
export interface ContainerdEndpoint {
  readonly daemon?: RunningDaemon;
  /** Sockets that may serve /debug/pprof, as the host names them, best first. */
  readonly debugSockets: readonly string[];
  readonly stateFolder: string;
}

const DEFAULT_STATE = '/run/containerd';
const DEFAULT_DEBUG = '/run/containerd/debug.sock';
const DEFAULT_CONFIG = '/etc/containerd/config.toml';
const CONFIG_MS = 1000;

export interface ContainerdClues {
  readonly daemons: readonly RunningDaemon[];
  readonly listening: readonly ListeningSocket[];
  readonly dockerd: RunningDaemon | undefined;
  /** Who listens on the CRI socket that the user named. */
  readonly askedFor: RunningDaemon | undefined;
}

/** The containerd that was asked for; else of this dockerd (its child, or the one it was pointed to), else the oldest. */
export function chooseContainerd({
  daemons,
  listening,
  dockerd,
  askedFor,
}: ContainerdClues): RunningDaemon | undefined {
  const containerds = daemons.filter(({ name }) => name === 'containerd');
  const [address] = dockerd === undefined ? [] : optionValues(dockerd.args, '--containerd');
  const pointedTo = address === undefined ? undefined : unixSocketPath(address);
  const byAddress = listening.find(({ path }) => path === pointedTo)?.pid;
  return (
    containerds.find(({ pid }) => pid === askedFor?.pid) ??
    containerds.find(({ pid }) => pid === byAddress) ??
    containerds.find(({ parentPid }) => parentPid === dockerd?.pid) ??
    containerds.find(({ parentPid }) => !daemons.some(({ pid }) => pid === parentPid)) ??
    containerds[0]
  );
}

/** Where a containerd keeps what: by its sockets and arguments, its configuration, and well-known places. */
export async function findContainerdPlaces(
  daemon: RunningDaemon | undefined,
  listening: readonly ListeningSocket[],
  commands: RootCommands,
): Promise<ContainerdEndpoint> {
  if (daemon === undefined) return { debugSockets: [], stateFolder: DEFAULT_STATE };
  const own = listening.filter(({ pid }) => pid === daemon.pid).map(({ path }) => plainRunPath(path));
  const config = await readConfig(daemon, commands);
  const configured = config.debugAddress === undefined ? [] : [plainRunPath(config.debugAddress)];
  const debugSockets = [
    ...configured.filter((path) => path.startsWith('/')),
    ...own.filter((path) => path.includes('debug')),
    // Whose sockets are not known, because another user's are hidden.
    ...(own.length === 0 ? [DEFAULT_DEBUG] : []),
  ];
  return { daemon, debugSockets: [...new Set(debugSockets)], stateFolder: stateFolder(daemon, config) };
}

function stateFolder({ args }: RunningDaemon, config: ContainerdConfig): string {
  const [state] = optionValues(args, '--state');
  const [file] = optionValues(args, '--config', '-c');
  const ofDockerd = file?.endsWith('/containerd/containerd.toml') ? join(dirname(file), 'daemon') : undefined;
  return plainRunPath(state ?? config.state ?? ofDockerd ?? DEFAULT_STATE);
}

/** Empty where it cannot be read: everything in it has a default. */
async function readConfig({ args }: RunningDaemon, commands: RootCommands): Promise<ContainerdConfig> {
  const [given] = optionValues(args, '--config', '-c');
  const path = plainRunPath(given ?? DEFAULT_CONFIG);
  const rule = path === DEFAULT_CONFIG ? 'known' : 'named';
  try {
    const bytes = await commands.readFile(
      { path, rule },
      { path, deadlineMs: CONFIG_MS, maxBytes: 1024 * 1024 },
    );
    return parseContainerdConfig(Buffer.from(bytes).toString('utf8'));
  } catch {
    return {};
  }
}
