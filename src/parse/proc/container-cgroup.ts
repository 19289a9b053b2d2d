// Whether a process stands in the cgroup of a container.
//
//     5:devices:/docker/7db26ac60ffd…                                         dockerd, cgroupfs driver
//     0::/kubepods.slice/kubepods-burstable.slice/…/cri-containerd-35c9….scope kubelet, systemd driver
//     0::/default/web                                                          ctr: /<namespace>/<id>
//
// Source: moby daemon/oci_linux.go (getCgroupPath), containerd oci/spec_opts.go (WithDefaultSpec: /<namespace>/<id>), kubernetes
// pkg/kubelet/cm/cgroup_manager_linux.go, podman libpod (machine.slice, libpod-), cri-o (crio-), lxc (lxc.payload.), systemd-nspawn
// (machine.slice).

import { containerIdsOfCgroup, type CgroupMembership } from './cgroup.ts';

/** A part of a path that only containers have. */
const OF_CONTAINER = /^(?:kubepods|libpod|crio-|lxc$|lxc[.@]|machine\.slice$|machine$)/;
/** Top folders with a cgroup for each container below. */
const PARENTS: ReadonlySet<string> = new Set(['docker', 'default', 'k8s.io', 'moby', 'buildkit', 'nerdctl']);
/** Where systemd itself lives on cgroup v2. */
const INIT_SCOPE = /\/init\.scope$/;

/**
 * The cgroups of a process as seen from those of the host's first process, which may itself stand in one (a node that is a
 * container of a machine above). `/` is the host's own.
 */
export function cgroupsBelowInit(
  own: readonly CgroupMembership[],
  ofInit: readonly CgroupMembership[],
): readonly string[] {
  const tops = new Map(ofInit.map(({ hierarchy, path }) => [hierarchy, path.replace(INIT_SCOPE, '')]));
  return own.map(({ hierarchy, path }) => {
    const top = tops.get(hierarchy)?.replace(/\/$/, '') ?? '';
    if (top === '' || path === top) return path === top ? '/' : path;
    return path.startsWith(`${top}/`) ? path.slice(top.length) : path;
  });
}

/** The first of some paths (as `cgroupsBelowInit` gives them) that is a container's; undefined when none is. */
export function containerCgroup(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    const names = path.split('/').filter((name) => name !== '');
    const [top = ''] = names;
    return (
      containerIdsOfCgroup(path).length > 0 ||
      names.some((name) => OF_CONTAINER.test(name)) ||
      (names.length > 1 && PARENTS.has(top))
    );
  });
}

/** `docker.service` for a process that stands in `/system.slice/docker.service` in every hierarchy where it is not at the top. */
export function systemUnit(paths: readonly string[]): string | undefined {
  const units = new Set(
    paths.flatMap((path) => /^\/system\.slice\/([^/]{1,255}\.service)$/.exec(path)?.[1] ?? []),
  );
  const others = paths.filter((path) => path !== '/' && !path.startsWith('/system.slice'));
  return units.size === 1 && others.length === 0 ? [...units][0] : undefined;
}
