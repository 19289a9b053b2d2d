import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import { formatDuration } from '../wording/figures.ts';
import type { Patience } from './patience.ts';

/** What a daemon says of itself and hardly changes: it is asked for once in `KEEP_MS`. */
const KEPT = new Set(['docker/version.json', 'docker/info.json', 'cri/Version.json']);
export const KEEP_MS = 60_000;

/** An answer that is kept from look to look. */
export interface KeptAnswer {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** What is known from one look to the next. */
export interface Sparing {
  readonly patience: Patience;
  readonly answers: Map<string, KeptAnswer>;
  readonly now: () => number;
}

export interface SparedHost extends Host {
  /** The daemons that did not answer, sorted: nothing at all, or were left alone for that. To be asked for at the end of a look. */
  silent(): readonly string[];
}

/**
 * A live host that is looked at again and again. Daemons that did not answer, and questions that were not answered, are left alone for
 * longer and longer: each question that hangs stays in the daemon.
 */
export function spareHost(host: Host, { patience, answers, now }: Sparing): SparedHost {
  const answered = new Set<string>();
  const missed = new Set<string>();
  const left = new Set<string>();

  const refuse = (path: string, daemon: string): void => {
    const rest = Math.max(patience.restOf(daemon, now()), patience.restOf(path, now()));
    if (rest === 0) return;
    if (patience.restOf(daemon, now()) > 0) left.add(daemon);
    const again = `it is asked again in ${formatDuration(Math.ceil(rest / 1000))}`;
    throw new HostError(path, 'timeout', `not asked: ${daemon} did not answer this before, and ${again}`);
  };
  const failed = (path: string, daemon: string, error: unknown): void => {
    if (!(error instanceof HostError) || error.reason !== 'timeout') return;
    missed.add(daemon);
    if (!error.message.startsWith('not asked')) patience.missed(path, now());
  };
  const ask = async <T>(path: string, question: () => Promise<T>): Promise<T> => {
    const daemon = daemonOf(path);
    if (daemon === undefined) return question();
    refuse(path, daemon);
    try {
      const answer = await question();
      answered.add(daemon);
      patience.answered(path);
      return answer;
    } catch (error) {
      failed(path, daemon, error);
      throw error;
    }
  };
  return {
    ...host,
    open: async (path, options) => noted(await ask(path, () => host.open(path, options)), path, failed),
    read: async (path, options) => {
      const known = answers.get(path);
      if (known !== undefined && now() - known.atMs < KEEP_MS) return known.bytes;
      const bytes = await ask(path, () => host.read(path, options));
      if (KEPT.has(path)) answers.set(path, { bytes, atMs: now() });
      return bytes;
    },
    list: (folder) => (folder.startsWith('pprof') ? host.list(folder) : ask(folder, () => host.list(folder))),
    silent: () => {
      const silent = [...missed].filter((daemon) => !answered.has(daemon));
      for (const daemon of answered) patience.answered(daemon);
      for (const daemon of silent) patience.missed(daemon, now());
      return [...new Set([...silent, ...left])].sort();
    },
  };
}

/** Who answers for a path; undefined for what the kernel tells, and files. */
function daemonOf(path: string): string | undefined {
  const [top, name] = path.split('/');
  if (top === 'docker') return 'dockerd';
  if (top === 'cri') return 'the CRI runtime';
  return top === 'pprof' ? name : undefined;
}

/** The same chunks; what fails in the middle is noted as well. */
async function* noted(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  failed: (path: string, daemon: string, error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) yield chunk;
  } catch (error) {
    const daemon = daemonOf(path);
    if (daemon !== undefined) failed(path, daemon, error);
    throw error;
  }
}
