import { dirname, join } from 'node:path';
import { optionValues, unixSocketPath } from './daemon-arguments.ts';
import type { RunningDaemon } from './find-daemons.ts';
import type { ListeningSocket } from './listening-sockets.ts';

/** Which containerd is looked at, where its debug socket is, and where it keeps the state of its tasks. */
export interface ContainerdEndpoint {
  readonly daemon?: RunningDaemon;
  /** Sockets that may serve /debug/pprof, as the host names them. */
  readonly debugSockets: readonly string[];
  readonly stateFolder: string;
}

const DEFAULT_STATE = '/run/containerd';

/** The containerd of this dockerd (its child, or the one it was pointed to), else the oldest. */
export function chooseContainerd(
  daemons: readonly RunningDaemon[],
  listening: readonly ListeningSocket[],
  dockerd: RunningDaemon | undefined,
): ContainerdEndpoint {
  const containerds = daemons.filter(({ name }) => name === 'containerd');
  const [address] = dockerd === undefined ? [] : optionValues(dockerd.args, '--containerd');
  const pointedTo = address === undefined ? undefined : unixSocketPath(address);
  const byAddress = listening.find(({ path }) => path === pointedTo)?.pid;
  const daemon =
    containerds.find(({ pid }) => pid === byAddress) ??
    containerds.find(({ parentPid }) => parentPid === dockerd?.pid) ??
    containerds.find(({ parentPid }) => !daemons.some(({ pid }) => pid === parentPid)) ??
    containerds[0];
  if (daemon === undefined) return { debugSockets: [], stateFolder: DEFAULT_STATE };
  const debugSockets = listening.filter(({ pid, path }) => pid === daemon.pid && path.includes('debug'));
  return { daemon, debugSockets: debugSockets.map(({ path }) => path), stateFolder: stateFolder(daemon) };
}

/**
 * `--state`; for the one that dockerd starts, what dockerd writes into its configuration (moby
 * libcontainerd/supervisor/remote_daemon.go): `<exec-root>/containerd/containerd.toml` and `<exec-root>/containerd/daemon`.
 */
function stateFolder(daemon: RunningDaemon): string {
  const [state] = optionValues(daemon.args, '--state');
  if (state !== undefined) return state;
  const [config] = optionValues(daemon.args, '--config', '-c');
  return config?.endsWith('/containerd/containerd.toml') ? join(dirname(config), 'daemon') : DEFAULT_STATE;
}
