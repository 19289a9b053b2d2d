import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupSockets } from '../../../src/collect/socket-groups.ts';
import { loadLibc } from '../../../src/system/libc.ts';
import { runSs } from '../../../src/live/kernel/ss-command.ts';
import { readUnixSockets } from '../../../src/live/kernel/unix-sockets.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_SOCK_DIAG = 4;

/** Why sock_diag cannot be asked here; undefined when it can. */
async function reasonToSkip(): Promise<string | undefined> {
  try {
    const libc = await loadLibc();
    const socket = libc.socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    if (socket < 0) return `no netlink: errno ${libc.errno()}`;
    libc.close(socket);
    return undefined;
  } catch (error) {
    return `no koffi: ${String(error)}`;
  }
}

const noNetlink = await reasonToSkip();
const noNamespaces = spawnSync('unshare', ['--net', 'true']).status !== 0;
const noSs = spawnSync('ss', ['-xan']).status !== 0;
const own = expect.objectContaining({ pid: process.pid });

describe('readUnixSockets', () => {
  let folder = '';
  let path = '';
  let server: Server;
  const accepted: Socket[] = [];
  const clients: Socket[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unix-sockets-'));
    path = join(folder, 'daemon.sock');
    // A daemon that neither reads nor hangs up, like one that waits for ever.
    server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => accepted.push(socket));
    server.listen(path);
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const socket of [...clients.splice(0), ...accepted.splice(0)]) socket.destroy();
    server.close();
    await rm(folder, { recursive: true });
  });

  async function connectClients(count: number): Promise<void> {
    for (let each = 0; each < count; each++) {
      const client = connect(path);
      clients.push(client);
      await Promise.all([once(client, 'connect'), once(server, 'connection')]);
    }
  }

  async function loseClient(): Promise<void> {
    const client = clients.pop();
    if (client === undefined) throw new Error('no client is left');
    client.destroy();
    await once(client, 'close');
  }

  async function groupsOfServer() {
    const { table } = await readUnixSockets({ procRoot: '/proc', deadlineMs: 20_000 });
    expect(table.source).toBe('sock_diag');
    return groupSockets(table).filter((group) => group.path === path);
  }

  it.skipIf(noNetlink !== undefined)(
    `finds who is gone and who is there (${noNetlink ?? 'sock_diag'})`,
    async () => {
      await connectClients(5);
      await loseClient();
      await loseClient();
      expect(await groupsOfServer()).toMatchObject([
        { peer: 'process', owner: own, client: own, count: 3 },
        { peer: 'gone', owner: own, count: 2, sample: { file: 'sock_diag' } },
        { peer: 'none', owner: own, count: 1, waitingToBeAccepted: 0 },
      ]);
    },
  );

  it.skipIf(noNetlink !== undefined)('sees what a client has received and not read', async () => {
    await connectClients(1);
    clients[0]?.pause();
    accepted[0]?.write(Buffer.alloc(1000));
    await expect
      .poll(async () => (await groupsOfServer()).find(({ peer }) => peer === 'process'))
      .toMatchObject({ unreadClientCount: 1, unreadByClientBytes: 1000 });
  });

  it.skipIf(noNetlink !== undefined || noNamespaces)(
    'sees a client in another network namespace, where a list of the host lacks even the daemon’s end',
    async () => {
      const program = `require('node:net').connect(${JSON.stringify(path)}); setTimeout(() => {}, 20000)`;
      const client = spawn('unshare', ['--net', process.execPath, '-e', program], { stdio: 'ignore' });
      try {
        await once(server, 'connection');
        const groups = await groupsOfServer();
        expect(groups).toContainEqual(
          expect.objectContaining({
            peer: 'process',
            owner: own,
            count: 1,
            client: expect.objectContaining({ pid: client.pid }),
          }),
        );
      } finally {
        client.kill('SIGKILL');
        await once(client, 'close');
      }
    },
  );

  it.skipIf(noSs)('agrees with ss', async () => {
    await connectClients(2);
    await loseClient();
    const groups = groupSockets(await runSs(20_000)).filter((group) => group.path === path);
    expect(groups.map(({ peer, count }) => `${peer} ${count}`).toSorted()).toEqual([
      'gone 1',
      'none 1',
      'process 1',
    ]);
  });
});
