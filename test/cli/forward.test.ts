import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { serveHttp } from '../live/unix-server.ts';
import { runDeadwait } from './run-deadwait.ts';

const BIN = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));
const BUILT = existsSync(fileURLToPath(new URL('../../dist/.built', import.meta.url)));

describe('deadwait forward', () => {
  it('says what to type, and that works until it is told to end', async () => {
    const { path } = await serveHttp((request, response) => response.end(`heap of ${request.url ?? ''}`));
    let got = '';
    let url = '';
    const { status, stdout, stderr } = await runDeadwait(
      ['forward', '--port', '0', '--docker-socket', path],
      {
        stop: async (printed) => {
          url = /go tool pprof (http:\/\/127\.0\.0\.1:\d+\/debug\/pprof\/heap)\n/.exec(printed)?.[1] ?? '';
          got = await (await fetch(url)).text();
        },
      },
    );
    expect(stderr).not.toContain('[');
    expect({ status, got }).toEqual({ status: 0, got: 'heap of /debug/pprof/heap' });
    expect(stdout).toContain(`${path} can be read on http://127.0.0.1:`);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('tells programs where it listens', async () => {
    const { path } = await serveHttp((_request, response) => response.end());
    const { stdout } = await runDeadwait([
      'forward',
      '--port',
      '0',
      '--docker-socket',
      path,
      '--output',
      'json',
    ]);
    const { port, ...more } = JSON.parse(stdout) as { port: number };
    expect(more).toMatchObject({ schema: 'deadwait/door/v1', socket: path });
    expect(stdout).toContain(`http://127.0.0.1:${port}`);
  });

  it('on a port that is taken is a fault', async () => {
    const { path } = await serveHttp((_request, response) => response.end());
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const argv = ['forward', '--port', String(port), '--docker-socket', path];
    const { status, stderr, stdout } = await runDeadwait(argv);
    taken.close();
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('somebody listens on it already [port-not-usable]');
  });

  it.skipIf(!BUILT).each(['SIGINT', 'SIGTERM'] as const)('ends with 0 at %s', async (signal) => {
    const { path } = await serveHttp((_request, response) => response.end());
    const child = spawn(process.execPath, [BIN, 'forward', '--port', '0', '--docker-socket', path]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ended = new Promise((resolve) => child.on('close', (...how) => resolve(how)));
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });
});
