import { HostError } from '../../src/system/host-error.ts';
import type { Host } from '../../src/host/host.ts';

/** A recording as a host that runs, and that changes between two looks: paths that match are answered otherwise. */
export class ChangingHost {
  /** Every path that was asked for since the last look at it. */
  asked: string[] = [];
  private readonly recording: Host;
  private readonly answers: { readonly matching: RegExp; readonly answer: () => Promise<Uint8Array> }[] = [];

  constructor(recording: Host) {
    this.recording = recording;
  }

  /** From now on the paths that match hold this text. */
  put(matching: RegExp, text: string): void {
    this.answers.unshift({ matching, answer: async () => Buffer.from(text) });
  }

  /** From now on whoever is asked for the paths that match does not answer. */
  silence(matching: RegExp): void {
    this.answers.unshift({
      matching,
      answer: async () => {
        throw new HostError('', 'timeout', 'it did not answer within 5 s');
      },
    });
  }

  /** All answers are those of the recording again. */
  restore(): void {
    this.answers.length = 0;
  }

  /** The paths asked for since the last time, of those that match. */
  take(matching: RegExp): readonly string[] {
    const taken = this.asked.filter((path) => matching.test(path));
    this.asked = [];
    return [...new Set(taken)].sort();
  }

  /** As `openLiveHost` would open it. */
  open(): Host {
    const other = (path: string): Promise<Uint8Array> | undefined => {
      this.asked.push(path);
      return this.answers.find(({ matching }) => matching.test(path))?.answer();
    };
    const { recording } = this;
    return {
      ...recording,
      live: true,
      read: async (path, options) => (await other(path)) ?? recording.read(path, options),
      open: async (path, options) => {
        const bytes = await other(path);
        if (bytes === undefined) return recording.open(path, options);
        return (async function* () {
          yield bytes;
        })();
      },
      close: async () => {},
    };
  }
}
