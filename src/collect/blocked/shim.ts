// How shims name their container in their arguments.
//
//     containerd-shim -namespace moby -workdir /var/lib/…/io.containerd.runtime.v1.linux/moby/<id> -address …
//     /usr/bin/containerd-shim-runc-v2 -namespace moby -id <id> -address /run/containerd/containerd.sock
//
// containerd runtime/v1/shim/client.go, runtime/v2/shim/shim.go; docker-containerd-shim up to 17.09 takes
// `<id> <bundle> <runtime>`; conmon of cri-o and podman `-c <id>`. In the namespace k8s.io a shim v2 serves a whole pod
// and carries the sandbox's id: it does not tell its children's.

import type { ProcessRow } from '../../model/process.ts';

const PROGRAM = /^(?:\S{0,512}\/)?(?:(?:docker-)?containerd-shim(?:-[\w.-]{1,64})?|conmon(?:rs)?)$/;
const ID = /^[0-9a-f]{64}$/;

/** What stands between a daemon and its containers, by the name of its threads. */
export function isHelperName(comm: string): boolean {
  return /^(?:docker-containe|containerd-shim|runc|conmon)/.test(comm);
}

/** What tells a shim. */
type ShimRow = Pick<ProcessRow, 'args' | 'isUntrusted'>;

/** Whether a process calls itself a shim or conmon. */
export function looksLikeShim({ args }: Pick<ProcessRow, 'args'>): boolean {
  return PROGRAM.test(args.split(' ', 1)[0] ?? '');
}

/** Whether a process is a shim or conmon: the parent of the first processes of containers. */
export function isShim(row: ShimRow): boolean {
  return row.isUntrusted !== true && looksLikeShim(row);
}

/** The container that is a shim's child; undefined for other programs, and where the shim may have several. */
export function containerIdOfShim(row: ShimRow): string | undefined {
  if (!isShim(row)) return undefined;
  const words = row.args.split(' ').slice(1);
  const option = (...names: string[]): string | undefined => {
    const at = words.findIndex((word) => names.includes(word));
    return at === -1 ? undefined : words[at + 1];
  };
  const workdir = option('-workdir', '--workdir')?.split('/').at(-1);
  if (workdir !== undefined && ID.test(workdir)) return workdir;
  const id = option('-id', '--id', '-c', '--cid') ?? words[0];
  if (id === undefined || !ID.test(id)) return undefined;
  return option('-namespace', '--namespace') === 'k8s.io' ? undefined : id;
}
