// The mounts of threads, each table read and parsed once: of a running host once for each mount namespace
// (mount_namespaces(7): threads with the same link `ns/mnt` have the same mounts), of a recording once for the same bytes.

import { createHash } from 'node:crypto';
import type { Host } from '../../host/host.ts';
import type { Thread } from '../../model/process.ts';
import type { Mount } from '../../model/task.ts';
import { ParseError } from '../../parse/parse-error.ts';
import { parseMountinfo } from '../../parse/proc/mountinfo.ts';
import type { GapTally } from './gap-tally.ts';
import type { MountTable } from './mount-table.ts';
import { tryRead, tryReadBytes, type BytesResult } from './try-read.ts';

type Table = { readonly mounts: readonly Mount[]; readonly lines: readonly string[] };
type Parsed = Table | { readonly problem: string };
type Reading = { readonly parsed: Parsed } | Extract<BytesResult, { readonly failure: unknown }>;

const MAX_BYTES = 16 * 1024 * 1024;

export class ThreadMounts {
  readonly #host: Host;
  readonly #ofNamespace = new Map<string, Promise<Parsed | undefined>>();
  readonly #ofBytes = new Map<string, Parsed>();
  readonly #ofProcess = new Map<number, Promise<Reading>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Undefined when it cannot be read, which is a gap unless the file is absent, and when it is empty. */
  async of(thread: Thread, gaps: GapTally): Promise<MountTable | undefined> {
    const { pid, tid } = thread;
    const own = `proc/${pid}/task/${tid}/mountinfo`;
    const link = this.#host.live ? await this.#namespaceOf(thread) : undefined;
    const underWay = link === undefined ? undefined : this.#ofNamespace.get(link);
    const known = underWay && (await underWay);
    if (known !== undefined) return tableOf(known, own, gaps);
    // A thread that ended meanwhile has told nothing: then the next one is asked.
    const reading = this.#read(thread, own, gaps);
    if (link !== undefined)
      this.#ofNamespace.set(
        link,
        reading.then(({ parsed }) => parsed),
      );
    const { path, parsed } = await reading;
    return parsed && tableOf(parsed, path, gaps);
  }

  /** `mnt:[4026531832]`; undefined where the link cannot be read. */
  async #namespaceOf({ pid, tid }: Thread): Promise<string | undefined> {
    const result = await tryRead(this.#host, `proc/${pid}/task/${tid}/ns/mnt`, 256);
    return 'text' in result ? result.text.trim() : undefined;
  }

  /** The thread's own file, or that of its process. */
  async #read(
    { pid }: Thread,
    own: string,
    gaps: GapTally,
  ): Promise<{ readonly path: string; readonly parsed: Parsed | undefined }> {
    const shared = `proc/${pid}/mountinfo`;
    for (const path of [own, shared]) {
      const result = await (path === own ? this.#parsed(own) : this.#shared(pid, shared));
      if ('parsed' in result) return { path, parsed: result.parsed };
      const { reason, detail } = result.failure;
      if (reason === 'absent') continue;
      gaps.add('mountinfo', path, reason, detail);
      break;
    }
    return { path: own, parsed: undefined };
  }

  #shared(pid: number, path: string): Promise<Reading> {
    const known = this.#ofProcess.get(pid);
    if (known !== undefined) return known;
    const reading = this.#parsed(path);
    this.#ofProcess.set(pid, reading);
    return reading;
  }

  async #parsed(path: string): Promise<Reading> {
    const result = await tryReadBytes(this.#host, path, MAX_BYTES);
    return 'bytes' in result ? { parsed: this.#parse(result.bytes) } : result;
  }

  #parse(bytes: Uint8Array): Parsed {
    const key = createHash('sha256').update(bytes).digest('base64');
    const known = this.#ofBytes.get(key);
    if (known !== undefined) return known;
    const parsed = parse(new TextDecoder().decode(bytes));
    this.#ofBytes.set(key, parsed);
    return parsed;
  }
}

function parse(text: string): Parsed {
  try {
    return { mounts: parseMountinfo(text), lines: text.split('\n') };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { problem: error.message };
  }
}

function tableOf(parsed: Parsed, file: string, gaps: GapTally): MountTable | undefined {
  if ('mounts' in parsed) return parsed.mounts.length === 0 ? undefined : { ...parsed, file };
  gaps.add('mountinfo', file, 'malformed', parsed.problem);
  return undefined;
}
