// /proc/<pid>/cgroup: cgroups(7), Linux kernel/cgroup/cgroup.c (proc_cgroup_show).
//
//     6:freezer:/docker/7db26ac60ffde19fada9227c65675c1b27694821e3748090fedc9e6dcf8112e9
//     0::/system.slice/docker-35c9bdc9c6b32f6a3e4f4610e52e299945bea3fb328573207766acb29e98112b.scope
//
// One line for every hierarchy of v1 (`number:controllers:path`), and `0::path` for v2. The path may hold colons. A
// path that ends in ` (deleted)` is a removed cgroup.

import { ParseError } from '../parse-error.ts';

/** The cgroup of a process in one hierarchy. */
export interface CgroupMembership {
  /** 0 is cgroup v2. */
  readonly hierarchy: number;
  /** v1: `freezer`, or `name=systemd`; empty for v2. */
  readonly controllers: readonly string[];
  readonly path: string;
  /** Line in the file, from 1. */
  readonly line: number;
}

/** Every hierarchy in which the process has a place; throws ParseError for a line that is none, but for a cut last one. */
export function parseCgroup(text: string): readonly CgroupMembership[] {
  const lines = text.slice(0, 262_144).split('\n');
  const memberships: CgroupMembership[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const [, hierarchy, controllers, path] = /^(\d{1,10}):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) {
      if (index === lines.length - 1 && index > 0) break;
      throw new ParseError('proc-cgroup', index + 1, 'hierarchy:controllers:/path', line);
    }
    memberships.push({
      hierarchy: Number(hierarchy),
      controllers: controllers === '' ? [] : controllers.split(','),
      path: path.replace(/ \(deleted\)$/, ''),
      line: index + 1,
    });
  }
  return memberships;
}

/**
 * `<id>` · `docker-<id>.scope`, `cri-containerd-<id>.scope`, … · `crio-<id>`, `libpod-<id>`, as CRI-O and podman name them with the
 * cgroupfs driver · `kubepods-….slice:cri-containerd:<id>`, where containerd is told of systemd and runc is not.
 */
const ID_ALONE = /^[0-9a-f]{64}$/;
const ID_SCOPE =
  /^(?:docker|cri-containerd|containerd|nerdctl|crio|libpod|libpod-payload|cri-dockerd)-([0-9a-f]{64})(?:\.scope)?$/;
const ID_SYSTEMD_NAME = /:(?:docker|cri-containerd|containerd|nerdctl|crio|libpod):([0-9a-f]{64})$/;

/**
 * Ids of the containers whose cgroup this is, outermost first: docker in docker has two. A name counts only where it is
 * a container's by form; the 64 digits inside another name (`crio-conmon-<id>.scope`) and pod uids do not.
 */
export function containerIdsOfCgroup(path: string): readonly string[] {
  const ids: string[] = [];
  for (const name of path.slice(0, 8192).split('/')) {
    const id = ID_ALONE.test(name) ? name : (ID_SCOPE.exec(name)?.[1] ?? ID_SYSTEMD_NAME.exec(name)?.[1]);
    if (id !== undefined && !ids.includes(id)) ids.push(id);
  }
  return ids;
}
