/**
 * Programs that are container daemons, by the name of their executable. Distributions rename them: Red Hat's
 * docker 1.13 is `dockerd-current`, docker up to 18.06 ships `docker-containerd`, and is `docker daemon` up to 1.11.
 */
const PROGRAMS = new Map([
  ['dockerd', 'dockerd'],
  ['dockerd-current', 'dockerd'],
  ['dockerd-ce', 'dockerd'],
  ['containerd', 'containerd'],
  ['docker-containerd', 'containerd'],
  ['docker-containerd-current', 'containerd'],
  ['crio', 'crio'],
  ['cri-dockerd', 'cri-dockerd'],
  ['kubelet', 'kubelet'],
]);

/** The order in which daemons are reported. */
export const DAEMON_NAMES = ['dockerd', 'containerd', 'crio', 'cri-dockerd', 'kubelet'] as const;

/**
 * Which container daemon a process is, if it is one; `args` as `ps` prints them. Where the arguments can be seen they
 * decide, since comm is cut at 15 bytes (`docker-containe` is the daemon or its shim). Shims, `containerd publish` (run
 * by a shim for every event) and other one-shot commands are no daemons.
 */
export function daemonName(comm: string, args: string): string | undefined {
  const [program = '', ...rest] = args.split(' ', 8);
  if (program === '' || program.startsWith('[')) return PROGRAMS.get(comm);
  const executable = program.slice(program.lastIndexOf('/') + 1);
  if (executable === 'hyperkube') return rest[0] === 'kubelet' ? 'kubelet' : undefined;
  if (executable === 'docker') return rest[0] === 'daemon' || rest[0] === '-d' ? 'dockerd' : undefined;
  const name = PROGRAMS.get(executable);
  return name === undefined || rest.some((word) => ONE_SHOT.has(word)) ? undefined : name;
}

const ONE_SHOT = new Set(['publish', 'oci-hook', '--version', '--help']);
