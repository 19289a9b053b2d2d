// What is asked although nothing shows whose it is, what is not asked for that, and a sentence for each.

import type { UnprovenApi } from '../../../model/daemon-identity.ts';
import type { Gap } from '../../../model/gap.ts';
import type { CriEndpoint } from '../cri/cri-endpoint.ts';
import { plainRunPath, unixSocketPath } from '../daemon-arguments.ts';
import type { DockerEndpoint } from '../docker-endpoint.ts';
import type { RunningDaemon } from '../find-daemons.ts';
import type { ListeningSocket } from '../../kernel/listening-sockets.ts';
import { isHeldBy, unaskedGap, unprovenGap, withNamedSocket } from './named-socket.ts';

/** The sockets that the user named, in any way. */
export interface NamedSockets {
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
  readonly criSocket?: string;
  readonly criHost?: string;
}

/** What was found, and what is to be asked for it. */
export interface SocketsToAsk {
  readonly daemons: readonly RunningDaemon[];
  readonly listening: readonly ListeningSocket[];
  readonly docker: DockerEndpoint;
  readonly cri: CriEndpoint;
}

/** Who may answer CRI. */
export const RUNTIMES: ReadonlySet<string> = new Set(['containerd', 'crio', 'k3s']);

/** The listening sockets, with those that the user named by the entries that the names lead to. */
export async function seenAtNames(
  listening: readonly ListeningSocket[],
  { dockerSocket, dockerHost, criSocket, criHost }: NamedSockets,
): Promise<readonly ListeningSocket[]> {
  let seen = listening;
  for (const address of [dockerSocket, dockerHost, criSocket, criHost]) {
    const path = address === undefined ? undefined : unixSocketPath(address);
    if (path !== undefined) seen = await withNamedSocket(path, seen);
  }
  return seen;
}

/** The process that holds a socket and was not shown to be one of some daemons; undefined where that is not known. */
export function holderFault(
  path: string,
  listening: readonly ListeningSocket[],
  daemons: readonly RunningDaemon[],
): ListeningSocket | undefined {
  const holders = listening.filter((one) => one.pid !== undefined && plainRunPath(one.path) === path);
  return holders.some(({ pid }) => daemons.some((daemon) => daemon.pid === pid)) ? undefined : holders[0];
}

/** The APIs that are asked although nothing shows that their listener is what it should be. */
export function unprovenApis({ daemons, listening, docker, cri }: SocketsToAsk): readonly UnprovenApi[] {
  const dockerds = daemons.filter(({ name }) => name === 'dockerd');
  const runtimes = daemons.filter(({ name }) => RUNTIMES.has(name));
  return [
    ...(docker.asked && !isHeldBy(docker.sockets[0] ?? '', listening, dockerds) ? ['docker' as const] : []),
    ...(cri.asked && !isHeldBy(cri.sockets[0] ?? '', listening, runtimes) ? ['cri' as const] : []),
  ];
}

/** What is asked although nothing shows whose it is, and what is not asked for that. */
export function socketGaps(procRoot: string, { daemons, listening, docker, cri }: SocketsToAsk): Gap[] {
  const named = (name: string): readonly RunningDaemon[] => daemons.filter((daemon) => daemon.name === name);
  const runtimes = daemons.filter(({ name }) => RUNTIMES.has(name));
  const [dockerSocket = ''] = docker.sockets;
  const [criSocket = ''] = cri.sockets;
  const asked = [
    ...(docker.asked
      ? [
          unprovenGap(
            procRoot,
            { source: 'dockerd', path: dockerSocket, wanted: 'dockerd' },
            listening,
            named('dockerd'),
          ),
        ]
      : []),
    ...(cri.asked
      ? [
          unprovenGap(
            procRoot,
            { source: 'cri', path: criSocket, wanted: 'container runtime' },
            listening,
            runtimes,
          ),
        ]
      : []),
  ];
  const unasked = [
    ...(docker.asked || docker.daemon !== undefined
      ? []
      : listening
          .filter(({ path, pid }) => path.endsWith('/docker.sock') && !daemons.some((one) => one.pid === pid))
          .slice(0, MOST_UNASKED)
          .map((socket) => unaskedGap(procRoot, 'dockerd', socket, 'dockerd'))),
    ...(cri.asked ? [] : cri.sockets)
      .flatMap((path) => holderFault(path, listening, runtimes) ?? [])
      .slice(0, MOST_UNASKED)
      .map((socket) => unaskedGap(procRoot, 'cri', socket, 'container runtime')),
  ];
  return [...asked.filter((gap) => gap !== undefined), ...unasked];
}

const MOST_UNASKED = 4;
