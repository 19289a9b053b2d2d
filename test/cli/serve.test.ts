import { createServer, type AddressInfo } from 'node:net';
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { runDeadwait } from './run-deadwait.ts';

describe('deadwait serve', () => {
  const folder = temporaryFolder();

  it('says where the page is, and serves it until it is told to end', async () => {
    let url = '';
    let page = '';
    const { status, stdout, stderr } = await runDeadwait(['serve', '--port', '0', folder], {
      stop: async (printed) => {
        url = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)?.[0] ?? '';
        page = await (await fetch(url)).text();
      },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      `The page is at\n\n  ${url}\n\nEvery user of this machine can open it; --token asks for one. Ctrl-C ends it.\n`,
    );
    expect(page).toMatch(/^<!doctype html>/);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says elsewhere that it is plain HTTP, and prints the token once', async () => {
    const { stdout } = await runDeadwait(['serve', '--port', '0', '--listen', '0.0.0.0']);
    expect(stdout).toMatch(/http:\/\/[^/ ]+\/\?token=[\w-]{24}\n/);
    expect(stdout).toContain('plain HTTP');
    expect(stdout).toContain('ssh -L');
    expect(stdout).not.toContain('Every user');
  });

  it('tells programs where it listens', async () => {
    const token = 'as-long-as-it-must-be';
    const { stdout } = await runDeadwait(['serve', '--port', '0', '--output', 'json', '--token', token]);
    const { port, ...more } = JSON.parse(stdout) as { port: number };
    expect(more).toEqual({
      schema: 'deadwait/serving/v1',
      url: `http://127.0.0.1:${port}/?token=${token}`,
      urls: [`http://127.0.0.1:${port}/`],
      token,
    });
  });

  it('on a port that is taken is a fault', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { status, stderr, stdout } = await runDeadwait(['serve', '--port', String(port)]);
    taken.close();
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('somebody listens on it already [port-not-usable]');
  });

  it.each([
    ['address-not-usable', ['--listen', '192.0.2.1']],
    ['address-not-usable', ['--listen', 'node-17.example']],
    ['folder-not-usable', ['/nowhere']],
    ['folder-not-usable', ['/dev/null']],
    ['bad-value', ['--token', 'short']],
    ['bad-value', ['--upload-limit', 'much']],
  ])('%s: %j', async (code, args) => {
    const { status, stderr, stdout } = await runDeadwait(['serve', '--port', '0', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`[${code}]`);
  });

  it.skipIf(process.getuid?.() === 0)('a folder that may not be read is a fault', async () => {
    chmodSync(folder, 0);
    const { stderr } = await runDeadwait(['serve', '--port', '0', folder]);
    chmodSync(folder, 0o700);
    expect(stderr).toContain('may not be read by this user [folder-not-usable]');
  });
});
