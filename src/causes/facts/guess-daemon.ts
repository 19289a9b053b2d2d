/** Which program a dump or heap profile is from, told by packages that only it has. */
import type { GoroutineGroup } from '../../model/goroutine.ts';

/** Most telling first: dockerd has containerd's client in it, containerd's CRI plugin some of kubelet, a shim much of containerd. */
const PROGRAMS: readonly (readonly [string, RegExp])[] = [
  [
    'kubelet',
    /(?:^|\/)k8s\.io\/(?:kubernetes\/(?!pkg\/kubelet\/(?:cri\/streaming|server\/(?:remotecommand|streaming)))|mount-utils)/,
  ],
  ['cri-dockerd', /(?:^|\/)Mirantis\/cri-dockerd\//],
  ['crio', /(?:^|\/)cri-o\/cri-o\//],
  [
    'dockerd',
    /(?:^|\/)(?:docker\/docker|moby\/moby(?:\/v2)?)\/(?:daemon|api\/server|container|libcontainerd|libnetwork|layer|volume|builder|distribution|cmd\/dockerd|vendor|pkg\/(?:plugins|authorization|pubsub|ioutils|devicemapper))|docker\/libnetwork/,
  ],
  [
    'containerd',
    /(?:^|\/)containerd\/(?:containerd(?:\/v2)?\/(?:cmd\/containerd\/|(?:core\/)?(?:metadata|gc|events\/exchange|metrics|runtime\/v2\.)|services|(?:pkg|internal)\/cri)|cri\/)/,
  ],
  [
    'containerd-shim',
    /containerd\/(?:v2\/)?(?:runtime\/v1\/(?:shim|linux\/proc)|linux\/(?:shim\.|proc\.)|runtime\/v2\/runc|pkg\/process|pkg\/shim|cmd\/containerd-shim)|^main\.\(\*remoteEventsPublisher\)/,
  ],
  [
    'containerd',
    /(?:^|\/)containerd\/(?:containerd|cri)\/|docker\/containerd\/(?:containerd|supervisor)|containerd\/ttrpc\.\(\*Client\)/,
  ],
  ['runc', /(?:^|\/)opencontainers\/runc\//],
];

/** Where a paste has lost the paths: types that only one of them has. */
const SHORT_NAMES: readonly (readonly [string, RegExp])[] = [
  ['kubelet', /^(?:kubelet|kuberuntime|pleg)\./],
  ['crio', /^(?:oci\.\(\*(?:runtimeOCI|Container)\)|lib\.\(\*ContainerServer\))/],
  [
    'dockerd',
    /^(?:daemon\.\(\*Daemon\)|container\.\(\*(?:State|containerRouter)\)|libcontainerd\.|libnetwork\.)/,
  ],
  ['containerd', /^(?:server|sbserver)\.\(\*criService\)/],
  ['containerd-shim', /^(?:shim\.\(\*Service\)|task\.\(\*service\))/],
  ['runc', /^libcontainer\./],
];

/** The daemon whose functions stand in the dump; undefined when none of those that are known do. */
export function guessDaemon(profile: Stacks): string | undefined {
  return guessBy(PROGRAMS, profile) ?? guessBy(SHORT_NAMES, profile);
}

interface Stacks {
  readonly groups: readonly Pick<GoroutineGroup, 'frames' | 'createdBy'>[];
}

function guessBy(programs: readonly (readonly [string, RegExp])[], profile: Stacks): string | undefined {
  const seen = new Set<string>();
  for (const group of profile.groups) {
    const functions = group.frames.map((frame) => frame.function);
    if (group.createdBy !== undefined) functions.push(group.createdBy.function);
    const program = programs.find(([, packages]) => functions.some((name) => packages.test(name)))?.[0];
    if (program !== undefined) seen.add(program);
  }
  return programs.find(([program]) => seen.has(program))?.[0];
}
