import type { Recording } from '../recording.ts';
import { containerInode, hostInode } from '../socket-inodes.ts';

/** A unix socket that is no stop's. */
export interface HostSocket {
  readonly listens: boolean;
  /** Empty: without a name. */
  readonly path: string;
  readonly inode: number;
  /** 0: none. */
  readonly peer: number;
  readonly users: readonly { readonly comm: string; readonly pid: number; readonly descriptor: number }[];
}

const CONTAINERD = '/var/run/docker/containerd/containerd.sock';
export const DOCKER_SOCKET = '/var/run/docker.sock';

/** The sockets of daemons and shims: what listens, and the connections between them. */
export function hostSockets(recording: Recording): readonly HostSocket[] {
  const { scene, running } = recording;
  const dockerd = (descriptor: number): HostSocket['users'][number] => ({
    comm: 'dockerd',
    pid: scene.dockerdPid,
    descriptor,
  });
  const containerd = (descriptor: number): HostSocket['users'][number] => ({
    comm: 'containerd',
    pid: scene.containerdPid,
    descriptor,
  });
  const libnetwork =
    recording.stacks.set === '18.09.2'
      ? ['/run/docker/libnetwork/d096f5b40c4d570ad2eda2bbbc9aba066f69ae6beb0ccbc3809c03eb5f651366.sock', 13]
      : ['/var/run/docker/libnetwork/0b95081d1782.sock', 14];
  return [
    listening(DOCKER_SOCKET, hostInode(3), dockerd(3)),
    listening('/var/run/docker/metrics.sock', hostInode(8), dockerd(8)),
    listening(String(libnetwork[0]), hostInode(Number(libnetwork[1])), dockerd(Number(libnetwork[1]))),
    listening('/var/run/docker/containerd/containerd-debug.sock', hostInode(21), containerd(8)),
    listening(`${CONTAINERD}.ttrpc`, hostInode(22), containerd(9)),
    listening(CONTAINERD, hostInode(23), containerd(11)),
    ...[7, 9, 11].flatMap((descriptor, nth) =>
      connected(
        CONTAINERD,
        [hostInode(24 + nth), containerd(12 + nth)],
        [hostInode(descriptor), dockerd(descriptor)],
      ),
    ),
    ...running.flatMap(({ shimSocket, shimPid }, place) => {
      const path = `/run/containerd/s/${shimSocket}`;
      const shim = (descriptor: number): HostSocket['users'][number] => ({
        comm: 'containerd-shim',
        pid: shimPid,
        descriptor,
      });
      const first = 15 + 2 * place;
      return [
        { ...listening(path, containerInode(place, 1), shim(13)), users: [shim(13), containerd(first)] },
        ...connected(
          path,
          [containerInode(place, 3), shim(3)],
          [containerInode(place, 2), containerd(first + 1)],
        ),
      ];
    }),
  ];
}

function listening(path: string, inode: number, user: HostSocket['users'][number]): HostSocket {
  return { listens: true, path, inode, peer: 0, users: [user] };
}

type End = readonly [inode: number, user: HostSocket['users'][number]];

function connected(path: string, [inode, user]: End, [peer, client]: End): readonly HostSocket[] {
  return [
    { listens: false, path, inode, peer, users: [user] },
    { listens: false, path: '', inode: peer, peer: inode, users: [client] },
  ];
}
