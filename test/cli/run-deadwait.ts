import { run } from '../../src/cli/main.ts';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  readonly terminal?: { readonly columns: number };
  /** When a command that serves is told to end, by what it has printed first. Default: at once. */
  readonly stop?: (stdout: string) => Promise<void>;
}

/** Runs a command line in this process, as the program would. */
export async function runDeadwait(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  let tell = (): void => {};
  const printed = new Promise<void>((resolve) => (tell = resolve));
  const stream = (name: keyof typeof written) => ({
    isTTY: options.terminal !== undefined,
    ...options.terminal,
    write: async (text: string) => {
      written[name] += text;
      if (name === 'stdout') tell();
    },
  });
  const status = await run(argv, {
    environment: options.environment ?? {},
    stdin: inputOf(options.stdin),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    onInterrupt: () => {},
    untilStopped: () => printed.then(() => options.stop?.(written.stdout)),
  });
  return { status, ...written };
}

async function* inputOf(input: string | Uint8Array = ''): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? Buffer.from(input) : input;
}
