// Which git clones a folder holds. Understood: DIR/moby+moby/repo, DIR/moby+moby, DIR/moby/moby, DIR/moby, each bare, with a
// work tree, or as moby.git.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Repository } from './repository.ts';

/** The repositories that knowledge is held against, by the name that knowledge files give them. */
const REPOSITORIES: Readonly<Record<string, string>> = {
  moby: 'moby/moby',
  'docker-ce': 'docker-archive/docker-ce',
  containerd: 'containerd/containerd',
  runc: 'opencontainers/runc',
  'cri-o': 'cri-o/cri-o',
  kubernetes: 'kubernetes/kubernetes',
  libnetwork: 'moby/libnetwork',
  ttrpc: 'containerd/ttrpc',
  cgroups: 'containerd/cgroups',
  fifo: 'containerd/fifo',
  cli: 'docker/cli',
  podman: 'containers/podman',
  conmon: 'containers/conmon',
  'cri-dockerd': 'Mirantis/cri-dockerd',
};

/** Other names for them. */
const ALIASES: Readonly<Record<string, string>> = {
  crio: 'cri-o',
  'docker/engine': 'moby',
  'docker/cli': 'cli',
};

export class Sources {
  readonly #folder: string;
  readonly #found = new Map<string, Repository | undefined>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The clone of a repository; undefined where there is none. */
  find(name: string): Repository | undefined {
    const short = ALIASES[name] ?? name;
    if (!this.#found.has(short)) this.#found.set(short, this.#open(short));
    return this.#found.get(short);
  }

  /** Those that were found and those that were not. */
  survey(): {
    readonly found: readonly (readonly [string, Repository])[];
    readonly missing: readonly string[];
  } {
    const names = Object.keys(REPOSITORIES);
    return {
      found: names.flatMap((name) => {
        const repository = this.find(name);
        return repository === undefined ? [] : [[name, repository] as const];
      }),
      missing: names.filter((name) => this.find(name) === undefined),
    };
  }

  #open(short: string): Repository | undefined {
    const full = REPOSITORIES[short];
    if (full === undefined) return undefined;
    const [owner = '', name = ''] = full.split('/');
    const bases = [`${owner}+${name}`, `${owner}/${name}`, name, short].map((base) =>
      join(this.#folder, base),
    );
    const places = bases.flatMap((base) => [join(base, 'repo'), join(base, '.git'), base, `${base}.git`]);
    const place = places.find((one) => existsSync(join(one, 'HEAD')) && existsSync(join(one, 'objects')));
    return place === undefined ? undefined : new Repository(short, place);
  }
}
