// Which socket is the runtime that kubelet asks.
//
// Source: kubelet --container-runtime-endpoint; kubeadm's constants_unix.go (CRISocketContainerd, CRISocketCRIO,
// CRISocketDocker); k3s pkg/agent/config (…/k3s/containerd/containerd.sock); cri-tools' CONTAINER_RUNTIME_ENDPOINT.

import { optionValues, plainRunPath, unixSocketPath } from '../daemon-arguments.ts';
import type { RunningDaemon } from '../find-daemons.ts';
import type { ListeningSocket } from '../../kernel/listening-sockets.ts';

/** The sockets on which a CRI runtime may answer, best first, as the host names them. */
export interface CriEndpoint {
  readonly sockets: readonly string[];
  /** Who listens on the first of them, where that is known. */
  readonly daemon?: RunningDaemon;
  /** The user named the socket: it is taken as it stands, not below the root. */
  readonly asked: boolean;
}

export interface CriClues {
  readonly daemons: readonly RunningDaemon[];
  readonly listening: readonly ListeningSocket[];
  readonly criSocket?: string;
  /** CONTAINER_RUNTIME_ENDPOINT. */
  readonly criHost?: string;
}

const WELL_KNOWN = [
  '/run/containerd/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/crio/crio.sock',
];
/** cri-dockerd asks dockerd for everything, who is asked himself; a container that he cannot inspect would hang both. */
const OF_DOCKER = /cri-dockerd|dockershim/;
const RUNTIMES: ReadonlySet<string> = new Set(['containerd', 'crio']);

/** The socket that was asked for, else kubelet's, else those of the runtimes that run. */
export function chooseCri({ daemons, listening, criSocket, criHost }: CriClues): CriEndpoint {
  const owner = (socket: string | undefined): RunningDaemon | undefined => {
    const pid = listening.find(({ path }) => plainRunPath(path) === socket)?.pid;
    return daemons.find((daemon) => daemon.pid === pid);
  };
  const endpoint = (sockets: readonly string[], asked: boolean): CriEndpoint => {
    const daemon = owner(sockets[0]);
    return { sockets, asked, ...(daemon === undefined ? {} : { daemon }) };
  };
  for (const address of [criSocket, criHost]) {
    const path = address === undefined || address === '' ? undefined : unixSocketPath(address);
    if (path !== undefined) return endpoint([plainRunPath(path)], true);
  }
  const ofKubelet = daemons
    .filter(({ name }) => name === 'kubelet')
    .flatMap(({ args }) => optionValues(args, '--container-runtime-endpoint', '--remote-runtime-endpoint'))
    .flatMap((address) => unixSocketPath(address) ?? []);
  const own = listening.filter(({ pid, path }) => {
    const name = daemons.find((daemon) => daemon.pid === pid)?.name;
    return name !== undefined && RUNTIMES.has(name) && /\/(?:containerd|crio)\.sock$/.test(path);
  });
  const unseen = daemons.some(({ name }) => RUNTIMES.has(name)) && own.length === 0 ? WELL_KNOWN : [];
  const all = [...ofKubelet, ...own.map(({ path }) => path), ...unseen].map(plainRunPath);
  return endpoint(
    [...new Set(all)].filter((path) => !OF_DOCKER.test(path)),
    false,
  );
}

/** What the runtime behind an endpoint is called, for messages. */
export function criName({ daemon, sockets: [socket = ''] }: CriEndpoint): string {
  return daemon?.name ?? (socket.includes('crio') ? 'crio' : 'containerd');
}
