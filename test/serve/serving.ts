import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { HostEntry, HostList } from '../../src/serve/api.ts';

export const BIN = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));
export const BUILT = existsSync(fileURLToPath(new URL('../../dist/.built', import.meta.url)));
export const EXAMPLE = fileURLToPath(new URL('../../examples/kill-wait-18.09.2.tar.gz', import.meta.url));
export const HEALTHY = fileURLToPath(new URL('../cases/healthy-18.09.2.tar.gz', import.meta.url));

/** The program as it is installed, while it serves. */
export interface Serving {
  /** `http://127.0.0.1:40123/`, with the token where there is one. */
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Its folder for temporary files. */
  readonly temporary: string;
  list(): Promise<HostList>;
  /** The entry of this name. */
  find(name: string): Promise<HostEntry>;
  ask(path: string, options?: AskOptions): Promise<Answer>;
  drop(name: string, body: string | Uint8Array): Promise<HostEntry>;
  /** Sends the signal; resolves to how it ended. */
  end(signal?: NodeJS.Signals): Promise<readonly [number | null, NodeJS.Signals | null]>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  json(): unknown;
}

const running = new Set<ChildProcess>();
const folders: string[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Starts `deadwait serve` on a free port. */
export async function startServing(
  args: readonly string[],
  {
    command = [process.execPath, BIN],
    environment = {},
  }: { command?: readonly string[]; environment?: Readonly<Record<string, string>> } = {},
): Promise<Serving> {
  const temporary = mkdtempSync(join(tmpdir(), 'deadwait-serving-'));
  folders.push(temporary);
  const [program = '', ...before] = command;
  const child = spawn(program, [...before, 'serve', '--port', '0', '--output', 'json', ...args], {
    env: { ...process.env, TMPDIR: temporary, ...environment },
  });
  running.add(child);
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (...how) => {
      running.delete(child);
      resolve(how);
    }),
  );
  const { url, port } = await firstObject(child);
  const base = new URL('/', url);
  const ask: Serving['ask'] = (path, options) => askFor(new URL(path, base), options);
  const list = async (): Promise<HostList> => (await ask('/api/hosts')).json() as HostList;
  return {
    url,
    port,
    child,
    temporary,
    ask,
    list,
    find: async (name) => {
      const found = (await list()).hosts.find((host) => host.name === name);
      if (found === undefined) throw new Error(`${name} is not listed`);
      return found;
    },
    drop: async (name, body) => {
      const path = `/api/hosts?name=${encodeURIComponent(name)}`;
      const answer = await ask(path, { method: 'POST', body });
      if (answer.status !== 201) throw new Error(answer.text);
      return answer.json() as HostEntry;
    },
    end: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Paths of all that lies below a folder. */
export function allBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

function firstObject(child: ChildProcess): Promise<{ readonly url: string; readonly port: number }> {
  let printed = '';
  let complained = '';
  child.stderr?.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', () => reject(new Error(`it ended: ${complained}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.endsWith('}\n')) resolve(JSON.parse(printed) as { url: string; port: number });
    });
  });
}

/** One request, with any headers: `fetch` sends its own Host. */
export function askFor(url: URL, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // A connection that is kept is read to the end of the body, although the answer came before.
    const agent = new Agent({ keepAlive: true });
    const asking = request(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        agent.destroy();
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        const json = (): unknown => JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json });
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
