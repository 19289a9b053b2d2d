import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { groupSockets } from '../../src/collect/socket-groups.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import type { SocketGroup } from '../../src/model/unix-socket.ts';
import { SOCKET_STATE, SOCKET_TYPE } from '../../src/model/unix-socket.ts';
import { parseUnixDiag } from '../../src/parse/socket/unix-diag.ts';
import { UnixSocketColumns } from '../../src/parse/socket/unix-socket-columns.ts';

const DOCKER_SOCK = '/var/run/docker.sock';
const opened: Host[] = [];
afterAll(() => Promise.all(opened.map((host) => host.close())));

async function groupsOf(archive: string): Promise<SocketGroup[]> {
  const host = await openRecordedHost(new URL(`../../${archive}`, import.meta.url).pathname);
  opened.push(host);
  return groupSockets(await host.unixSockets());
}

describe('groupSockets', () => {
  it('counts the clients that are gone, and not the listening socket', async () => {
    const groups = await groupsOf('examples/kill-wait-18.09.2.tar.gz');
    expect(groups.filter(({ path }) => path === DOCKER_SOCK)).toEqual([
      {
        path: DOCKER_SOCK,
        state: SOCKET_STATE.established,
        owner: { pid: 11412, comm: 'dockerd' },
        peer: 'gone',
        count: 1500,
        unreadByClientBytes: 0,
        unreadClientCount: 0,
        sample: {
          file: 'sockets/ss-xanp.txt',
          line: 2,
          quote: 'u_str ESTAB /var/run/docker.sock 34497 * 0 dockerd pid=11412',
        },
      },
      expect.objectContaining({ state: SOCKET_STATE.listen, peer: 'none', count: 1, waitingToBeAccepted: 0 }),
    ]);
  });

  it('finds the process that holds living connections, and what it has not read', async () => {
    const groups = await groupsOf('test/cases/client-leak-20.10.24.tar.gz');
    const connected = groups.filter(
      ({ path, state }) => path === DOCKER_SOCK && state === SOCKET_STATE.established,
    );
    expect(connected).toMatchObject([
      {
        peer: 'process',
        owner: { comm: 'dockerd' },
        client: { pid: 28757, comm: 'python3' },
        count: 2400,
        unreadClientCount: 2400,
        unreadByClientBytes: 211_753_600,
      },
    ]);
  });

  it('finds nobody gone on a healthy host, nor on one that was cured', async () => {
    for (const name of ['healthy-18.09.2', 'cured-18.09.2', 'undeletable-20.10.24']) {
      const groups = await groupsOf(`test/cases/${name}.tar.gz`);
      expect(groups.filter(({ peer }) => peer === 'gone')).toEqual([]);
    }
  });

  it('tells by what is shut down who waits to be accepted and whose peer is gone', () => {
    const recorded = readFileSync(new URL('../parse/socket/goldens/unix-diag.bin', import.meta.url));
    const groups = groupSockets(parseUnixDiag([recorded]).table);
    const kindOf = (inode: number) => groups.find(({ sample }) => sample.quote.includes(` ${inode} *`))?.peer;
    expect(kindOf(888983)).toBe('none');
    expect(kindOf(888982)).toBe('gone');
    expect(kindOf(888986)).toBe('gone');
    expect(kindOf(888984)).toBe('none');
    expect(kindOf(888979)).toBe('process');
    expect(groups.find(({ state }) => state === SOCKET_STATE.listen)?.waitingToBeAccepted).toBe(1);
  });

  it('says unknown where the source does not tell peers, or the peer is not in the table', () => {
    const sockets = [
      { inode: 1, peer: 0 },
      { inode: 2, peer: 99 },
    ];
    expect(groupSockets(tableOf(sockets, false)).map(({ peer }) => peer)).toEqual(['unknown']);
    expect(groupSockets(tableOf(sockets, true)).map(({ peer }) => peer)).toEqual(['gone', 'unknown']);
  });

  it('counts a socket that was listed twice once', () => {
    const groups = groupSockets(
      tableOf(
        [
          { inode: 7, peer: 0 },
          { inode: 7, peer: 0 },
        ],
        true,
      ),
    );
    expect(groups.map(({ count }) => count)).toEqual([1]);
  });

  it('puts every socket into exactly one group, largest first', () => {
    const socket = fc.record({ inode: fc.integer({ min: 1, max: 0xffff_ffff }), peer: fc.nat(20) });
    fc.assert(
      fc.property(fc.uniqueArray(socket, { selector: ({ inode }) => inode, maxLength: 60 }), (sockets) => {
        const counts = groupSockets(tableOf(sockets, true)).map(({ count }) => count);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sockets.length);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      }),
    );
  });
});

function tableOf(sockets: readonly { readonly inode: number; readonly peer: number }[], peersKnown: boolean) {
  const columns = new UnixSocketColumns();
  for (const { inode, peer } of sockets) {
    columns.add({
      inode,
      peer,
      state: SOCKET_STATE.established,
      type: SOCKET_TYPE.stream,
      receiveQueueBytes: 0,
      shutdown: 255,
      path: undefined,
      owner: undefined,
      line: 0,
    });
  }
  return columns.table({ source: 'ss', file: 'sockets/ss-xanp.txt', peersKnown });
}
