// Reads a git clone through git's own commands; what was read once is kept.
import { spawnSync } from 'node:child_process';

const LARGEST = 2 ** 30;

/** A commit that a release contains, or not. */
export interface Commit {
  readonly hash: string;
  readonly subject: string;
}

/** A file of a tag: path and object. */
export interface TreeFile {
  readonly path: string;
  readonly object: string;
}

export class Repository {
  readonly name: string;
  readonly #place: string;
  readonly #trees = new Map<string, readonly TreeFile[] | undefined>();
  readonly #ancestors = new Map<string, boolean>();
  #tags: readonly string[] | undefined;
  #merges: ReadonlyMap<number, readonly Commit[]> | undefined;

  constructor(name: string, place: string) {
    this.name = name;
    this.#place = place;
  }

  tags(): readonly string[] {
    this.#tags ??= this.#git(['tag', '--list']).split('\n').filter(Boolean);
    return this.#tags;
  }

  /** The commit that a tag, branch or hash stands for; undefined where there is none. */
  resolve(name: string): string | undefined {
    const { status, stdout } = this.#run(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    return status === 0 ? stdout.toString().trim() : undefined;
  }

  /** All files of a tag; undefined when there is no such tag. */
  tree(tag: string): readonly TreeFile[] | undefined {
    if (!this.#trees.has(tag)) {
      const { status, stdout } = this.#run(['ls-tree', '-r', '-z', '--full-tree', tag]);
      const files = stdout
        .toString('utf8')
        .split('\0')
        .flatMap((line) => {
          const [, object, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
          return object === undefined || path === undefined ? [] : [{ path, object }];
        });
      this.#trees.set(tag, status === 0 ? files : undefined);
    }
    return this.#trees.get(tag);
  }

  /** Contents of objects, by object; those that the clone lacks are left out. */
  contents(objects: readonly string[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (let start = 0; start < objects.length; start += 2_000) {
      const asked = objects.slice(start, start + 2_000);
      const { stdout } = this.#run(['cat-file', '--batch'], `${asked.join('\n')}\n`);
      let at = 0;
      while (at < stdout.length) {
        const end = stdout.indexOf(10, at);
        const head = stdout.toString('latin1', at, end).split(' ');
        at = end + 1;
        const [object = '', type, size] = head;
        if (type !== 'blob' || size === undefined) continue;
        found.set(object, stdout.toString('utf8', at, at + Number(size)));
        at += Number(size) + 1;
      }
    }
    return found;
  }

  /** The lines of a file at a tag; undefined where there is none. */
  lines(tag: string, path: string): readonly string[] | undefined {
    const { status, stdout } = this.#run(['show', `${tag}:${path}`]);
    return status === 0 ? stdout.toString('utf8').split('\n') : undefined;
  }

  contains(tag: string, commit: string): boolean {
    const key = `${tag} ${commit}`;
    let known = this.#ancestors.get(key);
    if (known === undefined) {
      known = this.#run(['merge-base', '--is-ancestor', commit, tag]).status === 0;
      this.#ancestors.set(key, known);
    }
    return known;
  }

  /** Merges, or squashed commits, of a pull request, on any branch. */
  mergesOf(pullRequest: number): readonly Commit[] {
    this.#merges ??= indexMerges(this.#git(['log', '--all', '--format=%H %s']));
    return this.#merges.get(pullRequest) ?? [];
  }

  /** The commits that a merge brought, or the commit itself. */
  broughtBy(hash: string): readonly string[] {
    const { status, stdout } = this.#run(['rev-list', '--max-count=200', `${hash}^1..${hash}`]);
    return status === 0 ? stdout.toString().split('\n').filter(Boolean) : [hash];
  }

  /** Files that a commit, or what a merge brought, changes. */
  changedFiles(hash: string): readonly string[] {
    const { status, stdout } = this.#run(['diff', '--name-only', `${hash}^1`, hash]);
    return status === 0 ? stdout.toString().split('\n').filter(Boolean) : [];
  }

  subjectOf(hash: string): string {
    return this.#git(['log', '-1', '--format=%s', hash]).trim();
  }

  /** Commits from one tag to another, with subject and body. */
  between(from: string | undefined, to: string): readonly (Commit & { readonly body: string })[] {
    const range = from === undefined ? to : `${from}..${to}`;
    return this.#git(['log', '--format=%H%x01%s%x01%b%x02', range])
      .split('\x02')
      .flatMap((entry) => {
        const [hash = '', subject, body] = entry.trim().split('\x01');
        return subject === undefined ? [] : [{ hash, subject, body: body ?? '' }];
      });
  }

  /** The merge that brought a commit into a tag: the first on its way; undefined where none did. */
  mergeInto(hash: string, tag: string): Commit | undefined {
    const merges = this.#git([
      'log',
      '--merges',
      '--ancestry-path',
      '--reverse',
      '--format=%H %s',
      `${hash}..${tag}`,
    ]);
    return merges
      .split('\n')
      .map(parseCommit)
      .find(({ subject }) => /^Merge pull request|^Merge commit|\(#\d+\)$/.test(subject));
  }

  head(): string {
    return this.#git(['log', '-1', '--all', '--date-order', '--format=%H %cs']).trim();
  }

  #git(args: readonly string[]): string {
    return this.#run(args).stdout.toString('utf8');
  }

  #run(args: readonly string[], input?: string): { readonly status: number | null; readonly stdout: Buffer } {
    const { status, stdout, error } = spawnSync('git', ['--git-dir', this.#place, ...args], {
      maxBuffer: LARGEST,
      timeout: 300_000,
      ...(input === undefined ? {} : { input }),
    });
    if (error !== undefined) throw error;
    return { status, stdout };
  }
}

function parseCommit(line: string): Commit {
  const blank = line.indexOf(' ');
  return { hash: line.slice(0, blank), subject: line.slice(blank + 1) };
}

/** `Merge pull request #42956 from …`, `container: wait (#45738)`; runc's `merge #4647 into …`, `merge pr #3825`, `merge branch 'pr-2774'`. */
const PULL_REQUEST = /^merge (?:pull request |pr )?#(\d+)\b|^merge branch 'pr-(\d+)'|\(#(\d+)\)$/i;

function indexMerges(log: string): ReadonlyMap<number, readonly Commit[]> {
  const merges = new Map<number, Commit[]>();
  for (const line of log.split('\n')) {
    const commit = parseCommit(line);
    const [, merged, branch, squashed] = PULL_REQUEST.exec(commit.subject) ?? [];
    const number = Number(merged ?? branch ?? squashed);
    if (Number.isNaN(number)) continue;
    merges.set(number, [...(merges.get(number) ?? []), commit]);
  }
  return merges;
}
