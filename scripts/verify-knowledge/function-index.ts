// Which functions a tag of a repository has, vendored packages with it, under the names that Go prints.
import { compileFunctionPattern } from '../../src/parse/go/function-name.ts';
import { parseGoFile, type Declaration, type GoFile } from './go-source.ts';
import type { Repository, TreeFile } from './repository.ts';

/** Where a function stands. */
export interface Place extends Declaration {
  readonly path: string;
  readonly printed: string;
}

/** Modules of releases that have no go.mod. */
const MODULES: Readonly<Record<string, string>> = {
  moby: 'github.com/docker/docker',
  containerd: 'github.com/containerd/containerd',
  runc: 'github.com/opencontainers/runc',
  'cri-o': 'github.com/cri-o/cri-o',
  kubernetes: 'k8s.io/kubernetes',
  podman: 'github.com/containers/podman',
};

/** Packages of Go itself: no clone of a daemon has them. */
const GO_PACKAGES =
  /^(?:os|os\/exec|os\/signal|net|net\/http|sync|syscall|runtime|io|bufio|time|context|internal\/poll|poll|encoding\/json|json)\.|^http\.\(\*(?:conn|Server|Client|Transport|persistConn)\)/;

/** The closure at the end of a name or a pattern, or a method value's mark. */
const CLOSURES = /(?:\.(?:func|gowrap|deferwrap)[\d*][\d.*]*)+$|-fm$/;

export class FunctionIndex {
  readonly #repository: Repository;
  readonly #parsed = new Map<string, GoFile>();
  readonly #files = new Map<string, ReadonlyMap<string, readonly TreeFile[]>>();
  readonly #modules = new Map<string, string>();
  readonly #found = new Map<string, readonly Place[]>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Whether a pattern means functions of Go's own packages. */
  static isOfGo(pattern: string): boolean {
    return GO_PACKAGES.test(pattern);
  }

  /** The functions of a tag that a pattern means; for a closure, the functions that have one. */
  find(tag: string, pattern: string): readonly Place[] {
    const key = `${tag} ${pattern}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#search(tag, pattern);
      this.#found.set(key, found);
    }
    return found;
  }

  #search(tag: string, pattern: string): readonly Place[] {
    const closure = CLOSURES.exec(pattern)?.[0];
    const outer = closure === undefined ? pattern : pattern.slice(0, -closure.length);
    const expression = compileFunctionPattern(outer);
    const inC = /\._Cfunc_(\w+)$/.exec(outer)?.[1];
    return this.#candidates(tag, outer).flatMap(({ path, object }) => {
      const file = this.#parsed.get(object);
      if (file === undefined) return [];
      const prefix = this.#prefix(tag, path, file.packageName);
      if (inC !== undefined && file.calledInC.includes(inC))
        return [
          {
            path,
            printed: `${prefix}._Cfunc_${inC}`,
            pointer: false,
            name: inC,
            line: 1,
            endLine: 1,
            closure: false,
            locks: false,
          },
        ];
      return file.functions.flatMap((one) => {
        if (closure !== undefined && closure !== '-fm' && !one.closure) return [];
        const printed = namesOf(prefix, one).find((name) => expression.test(name));
        return printed === undefined ? [] : [{ ...one, path, printed }];
      });
    });
  }

  /** The files in which a function of that pattern can stand, read. */
  #candidates(tag: string, pattern: string): readonly TreeFile[] {
    const short = pattern.slice(
      pattern.search(/[([]/) < 0
        ? pattern.lastIndexOf('/') + 1
        : pattern.slice(0, pattern.search(/[([]/)).lastIndexOf('/') + 1,
    );
    const packageName = short.slice(0, short.indexOf('.'));
    const byName = this.#filesOf(tag);
    const files =
      packageName.includes('*') || packageName === 'main' || packageName === ''
        ? [...byName.values()].flat().filter(({ path }) => packageName !== 'main' || isOfMain(path))
        : (byName.get(packageName) ?? []);
    const unread = files.map(({ object }) => object).filter((object) => !this.#parsed.has(object));
    if (unread.length > 0)
      for (const [object, text] of this.#repository.contents([...new Set(unread)]))
        this.#parsed.set(object, parseGoFile(text));
    return files;
  }

  /** Go files of a tag by the last element of their package's path, and by the one before where that is a version. */
  #filesOf(tag: string): ReadonlyMap<string, readonly TreeFile[]> {
    const known = this.#files.get(tag);
    if (known !== undefined) return known;
    const byName = new Map<string, TreeFile[]>();
    for (const file of this.#repository.tree(tag) ?? []) {
      if (!file.path.endsWith('.go') || file.path.endsWith('_test.go')) continue;
      const elements = file.path.split('/').slice(0, -1);
      const names = new Set([
        elements.at(-1) ?? '',
        /^v\d+$/.test(elements.at(-1) ?? '') ? (elements.at(-2) ?? '') : (elements.at(-1) ?? ''),
      ]);
      if (elements.length === 0) names.add(this.#repository.name);
      for (const name of names) byName.set(name, [...(byName.get(name) ?? []), file]);
    }
    this.#files.set(tag, byName);
    return byName;
  }

  /** The path of the package of a file, as Go prints it. */
  #prefix(tag: string, path: string, packageName: string): string {
    if (packageName === 'main') return 'main';
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const vendored = folder.split(/(?:^|\/)(?:vendor\/src|vendor|_workspace\/src|staging\/src)\//).at(-1);
    if (vendored !== undefined && vendored !== folder) return vendored;
    const module = this.#moduleOf(tag);
    return folder === '' ? module : `${module}/${folder}`;
  }

  #moduleOf(tag: string): string {
    let module = this.#modules.get(tag);
    if (module === undefined) {
      const text = this.#repository.lines(tag, 'go.mod') ?? this.#repository.lines(tag, 'vendor.mod') ?? [];
      module =
        text.map((line) => /^module (\S+)/.exec(line)?.[1]).find((one) => one !== undefined) ??
        MODULES[this.#repository.name] ??
        this.#repository.name;
      this.#modules.set(tag, module);
    }
    return module;
  }
}

/** Programs: `cmd/dockerd/daemon.go`, `docker/docker.go`, `main.go`. */
function isOfMain(path: string): boolean {
  return /^(?:cmd|docker|containerd\w*|command)\/|^[^/]+$/.test(path);
}

/** A method of a value is printed by the value's name, or by the pointer's where it is called through an interface. */
function namesOf(prefix: string, { receiver, pointer, name }: Declaration): readonly string[] {
  if (receiver === undefined) return [`${prefix}.${name}`];
  const byPointer = `${prefix}.(*${receiver}).${name}`;
  return pointer ? [byPointer] : [`${prefix}.${receiver}.${name}`, byPointer];
}
