import { join } from 'node:path';
import type { Gap } from '../../model/gap.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import { readLink } from '../kernel/descriptor-links.ts';
import type { KillableChild } from '../../system/killable-child.ts';
import { startChild } from '../../system/killable-child.ts';
import { linesOfProgram } from './log-lines.ts';
import { journalQuery } from './journal-query.ts';
import type { LogName, LogPlace, SharedFile } from './log-places.ts';
import { logPlaces } from './log-places.ts';
import { startForeignTail } from '../paths/foreign-paths.ts';
import type { RootCommands } from '../root-commands.ts';

export interface LogOptions {
  readonly deadlineMs: number;
  /** Of a file, only its end. */
  readonly tailBytes: number;
}

/** The files of `logs/`: what the daemons and the kernel wrote, wherever it is kept on a running host. */
export class LogFiles {
  private readonly commands: RootCommands;
  private readonly procRoot: string;
  private readonly pids: ReadonlyMap<LogName, number>;

  private readonly notes: Gap[] = [];

  constructor(commands: RootCommands, procRoot: string, pids: ReadonlyMap<LogName, number>) {
    this.commands = commands;
    this.procRoot = procRoot;
    this.pids = pids;
  }

  /** The log of a daemon as a stream; HostError `absent`, or what hindered, when no place has one. */
  async open(name: LogName, path: string, options: LogOptions): Promise<AsyncIterable<Uint8Array>> {
    const places = logPlaces(this.procRoot, name, this.pids.get(name));
    this.refuseSharedDescriptor(name, path, places);
    return firstThatSpeaks(
      this.nothing(name, path),
      places.flatMap((place) => this.readings(place, path, options)),
    );
  }

  /** What the logs that were read so far cannot show. */
  gaps(): readonly Gap[] {
    return this.notes;
  }

  private nothing(name: LogName, path: string): HostError {
    const pid = this.pids.get(name);
    const looked = pid === undefined || readLink(`${this.procRoot}/${pid}/fd/1`) !== undefined;
    const says = `no log of ${name} was found in the journal or below /var/log`;
    return looked
      ? new HostError(path, 'absent', says)
      : new HostError(path, 'denied', `${says}, and its descriptors may not be looked at; run as root`);
  }

  /** The kernel's messages. */
  async openKernel(path: string, { deadlineMs, tailBytes }: LogOptions): Promise<AsyncIterable<Uint8Array>> {
    const options = { path, deadlineMs };
    const journal = ['-k', '-b', '-q', '--no-pager', '-o', 'short-monotonic'];
    return firstThatSpeaks(new HostError(path, 'absent', 'the kernel has no messages'), [
      async () => startChild('dmesg', [], options).chunks,
      async () => (await this.commands.startCommand('journalctl', journal, options)).chunks,
      async () =>
        (await this.commands.startTail({ path: '/var/log/kern.log', rule: 'log' }, tailBytes, options))
          .chunks,
    ]);
  }

  private readings(place: LogPlace, path: string, { deadlineMs, tailBytes }: LogOptions): Reading[] {
    const options = { path, deadlineMs };
    const tail = async (file: string): Promise<KillableChild> =>
      this.commands.startTail({ path: file, rule: 'log' }, tailBytes, options);
    switch (place.kind) {
      case 'descriptor':
        return [
          async () =>
            (
              await startForeignTail({ root: '/', path: place.file, rule: 'held' }, tailBytes, {
                deadlineMs,
                says: path,
              })
            ).chunks,
        ];
      case 'file':
        return [async () => (await tail(place.file)).chunks];
      case 'shared-file':
        return [
          async () =>
            this.noted(
              linesOfProgram((await tail(place.file)).chunks, place.program, place.pid),
              path,
              place,
            ),
        ];
      case 'journal':
        return ['short-iso-precise', 'short-iso'].map((format) => async () => {
          return (await this.startJournal(journalQuery(place.unit, format), options)).chunks;
        });
    }
  }

  /** Any local user may write such lines, with any name and pid. */
  private async *noted(
    lines: AsyncGenerator<Uint8Array>,
    path: string,
    { file, program, pid }: SharedFile,
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of lines) {
      if (!this.notes.some(({ source }) => source === path)) {
        const detail = `It was read from ${file}, where only the text says that ${program} (pid ${pid}) wrote a line: any user of the host can write such lines.`;
        this.notes.push({ source: path, reason: 'unsupported', detail });
      }
      yield chunk;
    }
  }

  private async startJournal(
    query: string[],
    options: { readonly path: string; readonly deadlineMs: number },
  ): Promise<KillableChild> {
    try {
      return await this.commands.startCommand('journalctl', query, options);
    } catch {
      // the host's own journalctl cannot be run: ours, on the host's files
      const folder = join(this.commands.root, 'var/log/journal');
      return startChild('journalctl', ['-D', folder, ...query], options);
    }
  }

  /** containerd as dockerd's child writes into dockerd's log: it is not to be counted twice. */
  private refuseSharedDescriptor(name: LogName, path: string, places: readonly LogPlace[]): void {
    const [first] = places;
    if (name === 'dockerd' || first?.kind !== 'descriptor') return;
    const [dockerds] = logPlaces(this.procRoot, 'dockerd', this.pids.get('dockerd'));
    if (dockerds?.kind === 'descriptor' && dockerds.target === first.target) {
      throw new HostError(path, 'absent', `${name} writes into the log of dockerd: see logs/dockerd.log`);
    }
  }
}

type Reading = () => Promise<AsyncGenerator<Uint8Array>>;

/** The first stream that yields anything; otherwise the error that says most. */
async function firstThatSpeaks(
  nothing: HostError,
  readings: readonly Reading[],
): Promise<AsyncIterable<Uint8Array>> {
  let failure: HostError | undefined;
  for (const read of readings) {
    try {
      const chunks = await read();
      const first = await chunks.next();
      if (first.done !== true) return continued(first.value, chunks);
    } catch (error) {
      const known = hostError(nothing.path, error);
      if (known.reason === 'denied' || known.reason === 'timeout') failure ??= known;
    }
  }
  throw failure ?? nothing;
}

async function* continued(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
