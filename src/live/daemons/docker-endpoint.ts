// Which of the sockets of a host is the docker API.
//
// Source: moby cmd/dockerd/daemon.go (loadListeners), opts/hosts.go (DefaultUnixSocket /var/run/docker.sock); with systemd's
// socket activation (`-H fd://`) systemd and dockerd hold the same socket.

import type { Gap } from '../../model/gap.ts';
import { optionValues, plainRunPath, unixSocketPath } from './daemon-arguments.ts';
import type { RunningDaemon } from './find-daemons.ts';
import type { ListeningSocket } from '../kernel/listening-sockets.ts';

/** Which dockerd is looked at, and the sockets on which it may answer, best first, as the host names them. */
export interface DockerEndpoint {
  readonly daemon?: RunningDaemon;
  readonly sockets: readonly string[];
  /** The user named the socket: it is taken as it stands, not below the root. */
  readonly asked: boolean;
  readonly gaps: readonly Gap[];
}

export interface DockerClues {
  readonly daemons: readonly RunningDaemon[];
  readonly listening: readonly ListeningSocket[];
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
}

const WELL_KNOWN = ['/run/docker.sock'];
/** Sockets of dockerd that do not speak its API (moby libnetwork, swarmkit, plugins, builder, containerd's own). */
const OTHER_SOCKETS = /metrics|libnetwork|swarm|swagger|plugin|buildkit|containerd|network\/files/;

/** The dockerd that was asked for, else the one on docker.sock, else the oldest; the others are named in a gap. */
export function chooseDocker(clues: DockerClues): DockerEndpoint {
  const dockerds = clues.daemons.filter(({ name }) => name === 'dockerd');
  const gaps: Gap[] = [];
  const asked = askedSocket(clues, gaps);
  const daemon =
    asked === undefined ? defaultDaemon(dockerds, clues.listening) : owner(asked, dockerds, clues.listening);
  const others = dockerds.filter(({ pid }) => pid !== daemon?.pid);
  if (others.length > 0) gaps.push(otherDaemons(daemon, others, clues.listening));
  const known = daemon === undefined ? [] : socketsOf(daemon, clues.listening);
  const wellKnown =
    dockerds.length === 0 ? [...WELL_KNOWN, ...listeningOn(clues.listening, /\/docker\.sock$/)] : [];
  return {
    ...(daemon === undefined ? {} : { daemon }),
    sockets: asked === undefined ? [...new Set([...known, ...wellKnown])] : [asked],
    asked: asked !== undefined,
    gaps,
  };
}

function askedSocket({ dockerSocket, dockerHost }: DockerClues, gaps: Gap[]): string | undefined {
  for (const [source, address] of [
    ['--docker-socket', dockerSocket],
    ['DOCKER_HOST', dockerHost],
  ] as const) {
    if (address === undefined || address === '') continue;
    const path = unixSocketPath(address);
    if (path !== undefined) return path;
    gaps.push({
      source,
      reason: 'unsupported',
      detail: `${source} is ${address}; only unix sockets of this host are asked, so it is not used`,
    });
  }
  return undefined;
}

function defaultDaemon(
  dockerds: readonly RunningDaemon[],
  listening: readonly ListeningSocket[],
): RunningDaemon | undefined {
  return (
    dockerds.find((daemon) => socketsOf(daemon, listening).some((path) => WELL_KNOWN.includes(path))) ??
    dockerds[0]
  );
}

function owner(
  socket: string,
  dockerds: readonly RunningDaemon[],
  listening: readonly ListeningSocket[],
): RunningDaemon | undefined {
  const path = plainRunPath(socket);
  const holders = listening.filter((one) => one.pid !== undefined && plainRunPath(one.path) === path);
  const byOwner = dockerds.find(({ pid }) => holders.some((one) => one.pid === pid));
  if (byOwner !== undefined || holders.length > 0) return byOwner;
  const byArguments = dockerds.find((daemon) => socketsOf(daemon, []).includes(path));
  return byArguments ?? (dockerds.length === 1 ? dockerds[0] : undefined);
}

/** Listening ones first, then those of its arguments, then the default; `docker.sock` before other names. */
export function socketsOf(daemon: RunningDaemon, listening: readonly ListeningSocket[]): string[] {
  const own = listening
    .filter(({ pid, path }) => pid === daemon.pid && path.endsWith('.sock') && !OTHER_SOCKETS.test(path))
    .map(({ path }) => plainRunPath(path))
    .sort(
      (a, b) => Number(b.endsWith('/docker.sock')) - Number(a.endsWith('/docker.sock')) || (a < b ? -1 : 1),
    );
  const hosts = optionValues(daemon.args, '-H', '--host');
  const given = hosts.map(unixSocketPath).filter((path) => path !== undefined);
  const fallback = hosts.length === 0 || hosts.some((host) => host.startsWith('fd://')) ? WELL_KNOWN : [];
  return [...new Set([...own, ...given.map(plainRunPath), ...(own.length === 0 ? fallback : [])])];
}

function listeningOn(listening: readonly ListeningSocket[], name: RegExp): string[] {
  return listening.map(({ path }) => plainRunPath(path)).filter((path) => name.test(path));
}

function otherDaemons(
  chosen: RunningDaemon | undefined,
  others: readonly RunningDaemon[],
  listening: readonly ListeningSocket[],
): Gap {
  const named = others.slice(0, 8).map((daemon) => {
    const [socket] = socketsOf(daemon, listening);
    return socket === undefined ? `pid ${daemon.pid}` : `pid ${daemon.pid} on ${socket}`;
  });
  const looked = chosen === undefined ? 'none of them was looked at' : `only pid ${chosen.pid} was looked at`;
  return {
    source: 'dockerd',
    reason: 'unsupported',
    detail: `more than one dockerd runs here and ${looked}; choose another with --docker-socket: ${named.join(', ')}`,
  };
}
