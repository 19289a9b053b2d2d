import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));

export interface RunningServer {
  /** Ends with a slash, and with the token where it asks for one. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts `deadwait serve` with these arguments, on a free port unless they name one. */
export async function startServer(...args: readonly string[]): Promise<RunningServer> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args, ...port, '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that fails may not come to its end.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const said = JSON.parse(await readAnswer(child)) as { readonly url: string; readonly port: number };
  return {
    url: said.url,
    origin: new URL(said.url).origin,
    port: said.port,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function readAnswer(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.endsWith('}\n')) return text;
  }
  throw new Error(`deadwait serve ended: ${text}`);
}
