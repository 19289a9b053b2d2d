/**
 * The version of a daemon where the paths of its build have it, as those of distributions and of many packages do:
 * `/build/reproducible-path/docker.io-20.10.24+dfsg1/…`, `/root/rpmbuild/BUILD/cri-o-1.29.13/…`, `containerd.io-1.5.9`.
 */
import type { GoroutineProfile } from '../../model/goroutine.ts';

const BUILDS: ReadonlyMap<string, RegExp> = new Map([
  ['dockerd', /\/docker(?:\.io|-ce|-engine)?-(\d{1,2}\.\d{1,2}\.\d{1,2})[^/\d]{0,20}[^/]{0,20}\//],
  ['containerd', /\/(?:moby-)?containerd(?:\.io)?[-_](\d\.\d{1,2}\.\d{1,2})[^/\d]?[^/]{0,20}\//],
  ['containerd-shim', /\/(?:moby-)?containerd(?:\.io)?[-_](\d\.\d{1,2}\.\d{1,2})[^/\d]?[^/]{0,20}\//],
  ['crio', /\/cri-o-(\d\.\d{1,2}\.\d{1,2})[^/\d]?[^/]{0,20}\//],
  ['kubelet', /\/kubernetes-(\d\.\d{1,2}\.\d{1,2})[^/\d]?[^/]{0,20}\//],
  ['runc', /\/runc-(\d\.\d{1,2}\.\d{1,2}(?:-rc\d{1,2})?)[^/\d]?[^/]{0,20}\//],
]);

/** The version that all paths agree on; undefined when none tells, or they differ. */
export function guessVersion(profile: GoroutineProfile, daemon: string): string | undefined {
  const build = BUILDS.get(daemon);
  if (build === undefined) return undefined;
  const versions = new Set<string>();
  for (const { frames } of profile.groups)
    for (const { file } of frames) {
      const version = file === undefined ? undefined : build.exec(file)?.[1];
      if (version !== undefined) versions.add(version);
    }
  const [only] = versions;
  return versions.size === 1 ? only : undefined;
}
