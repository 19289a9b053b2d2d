import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectHeld, connectSocket } from '../../../src/live/paths/connect-socket.ts';
import { openSocket } from '../../../src/live/paths/held-socket.ts';
import type { PathRule } from '../../../src/live/paths/path-rules.ts';
import { descriptorOf, peerOf } from '../../../src/live/paths/socket-peer.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const ROOTS = process.getuid?.() === 0;
const folder = temporaryFolder();
const OPTIONS = { deadlineMs: 5000 };
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(name: string): Promise<string> {
  const path = join(folder, name);
  const server = createServer((socket) => socket.on('error', () => {}).end('hello'));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  servers.push(server);
  return path;
}

const connected = (path: string, rule: PathRule = 'named'): Promise<string> =>
  connectSocket({ root: '/', path, rule }, OPTIONS).then(
    (socket) =>
      new Promise((resolve, reject) => {
        socket.on('data', (chunk) => resolve(String(chunk)));
        socket.on('error', reject);
      }),
  );

describe('a socket', () => {
  it('is connected to by its inode: what takes its name afterwards is not asked', async () => {
    const path = await listen('first.sock');
    const held = await openSocket({ root: '/', path, rule: 'named' }, OPTIONS);
    unlinkSync(path);
    const impostor = createServer((socket) => socket.end('impostor'));
    await new Promise<void>((resolve) => impostor.listen(path, resolve));
    servers.push(impostor);
    const socket = await connectHeld(held, OPTIONS);
    expect(await new Promise((resolve) => socket.on('data', (chunk) => resolve(String(chunk))))).toBe(
      'hello',
    );
    held.close();
    held.close();
  });

  it('says which node it is, in the numbers of stat(2) and of sock_diag', async () => {
    const path = await listen('node.sock');
    const { dev, ino } = statSync(path, { bigint: true });
    const held = await openSocket({ root: '/', path, rule: 'named' }, OPTIONS);
    expect(held).toMatchObject({ device: dev, inode: ino, vfsInode: Number(ino & 0xffffffffn) });
    expect(held.vfsDevice).toBeGreaterThan(0);
    held.close();
  });

  it('tells who listens', async () => {
    const path = await listen('peer.sock');
    const socket = await connectSocket({ root: '/', path, rule: 'named' }, OPTIONS);
    expect(await peerOf(descriptorOf(socket) ?? -1)).toEqual({
      pid: process.pid,
      uid: process.getuid?.(),
      gid: process.getgid?.(),
    });
    socket.destroy();
  });

  it('is not asked over a link, in a folder that others may write to, or when it is none', async () => {
    const path = await listen('plain.sock');
    const link = join(folder, 'link.sock');
    symlinkSync(path, link);
    await expect(connected(link)).rejects.toThrow(`${link} is not asked: ${link} is a symbolic link`);
    expect(await connected(link, 'known')).toBe('hello');
    expect(await connected(link, 'asked')).toBe('hello');
    mkdirSync(join(folder, 'open'));
    chmodSync(join(folder, 'open'), 0o1777);
    const open = await listen('open/x.sock');
    await expect(connected(open)).rejects.toThrow('every user may write to');
    expect(await connected(open, 'asked')).toBe('hello');
    await expect(connected('/etc/passwd')).rejects.toMatchObject({ reason: 'unsupported' });
  });

  it.skipIf(!ROOTS)(
    "is not asked when somebody else listens on it, unless it is the user's word",
    async () => {
      const open = join(folder, 'theirs');
      mkdirSync(open);
      chmodSync(open, 0o777);
      chmodSync(folder, 0o755);
      const path = join(open, 'x.sock');
      const script = `require('net').createServer((s)=>s.on('error',()=>{}).end('hello')).listen(${JSON.stringify(path)})`;
      const child = spawn(process.execPath, ['-e', script], {
        uid: 65_534,
        gid: 65_534,
        stdio: 'ignore',
        cwd: '/',
      });
      afterAll(() => child.kill('SIGKILL'));
      await expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(true);
      await expect(connected(path)).rejects.toThrow('not asked');
      // even when the node is made to look like root's
      spawnSync('chown', ['root:root', path, open]);
      chmodSync(open, 0o755);
      await expect(connected(path)).rejects.toThrow('a process of uid 65534 listens on it');
      expect(await connected(path, 'asked')).toBe('hello');
    },
  );

  it('that nobody listens on is absent, at once', async () => {
    const path = await listen('closed.sock');
    const held = await openSocket({ root: '/', path, rule: 'named' }, OPTIONS);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(connectHeld(held, OPTIONS)).rejects.toMatchObject({ name: 'HostError', reason: 'absent' });
    held.close();
  });
});
