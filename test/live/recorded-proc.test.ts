import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../src/system/host-error.ts';
import { readDescriptorList } from '../../src/live/kernel/descriptor-links.ts';
import { listNetworkNamespaces } from '../../src/live/kernel/network-namespaces.ts';
import { readSocketOwners } from '../../src/live/kernel/socket-owners.ts';
import { readUnixSockets } from '../../src/live/kernel/unix-sockets.ts';

/** A proc root of another host, made of plain files: links are read and never followed, so their targets need not be. */
describe('a proc root that is not this host’s', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'proc-'));
    await addProcess(1, 'systemd', ['/dev/null', 'socket:[500]', 'anon_inode:[eventpoll]']);
    await addProcess(40, 'docker (d)', ['socket:[500]', 'socket:[501]', '/mnt/hung/file (deleted)']);
    await mkdir(join(root, '41'));
    await mkdir(join(root, 'sys'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function addProcess(pid: number, comm: string, targets: readonly string[]): Promise<void> {
    await mkdir(join(root, `${pid}/fd`), { recursive: true });
    await mkdir(join(root, `${pid}/ns`));
    await writeFile(join(root, `${pid}/comm`), `${comm}\n`);
    await symlink('net:[1]', join(root, `${pid}/ns/net`));
    for (const [fd, target] of targets.entries()) await symlink(target, join(root, `${pid}/fd/${fd}`));
  }

  it('names the youngest process that holds a socket as its owner', async () => {
    const owners = await readSocketOwners(root, Infinity);
    expect([...owners.byInode].toSorted(([a], [b]) => a - b)).toEqual([
      [500, { pid: 40, comm: 'docker (d)' }],
      [501, { pid: 40, comm: 'docker (d)' }],
    ]);
    expect(owners).toMatchObject({ vanishedProcesses: 1, deniedProcesses: 0, timedOut: false });
  });

  it('stops when time is up and says so', async () => {
    expect(await readSocketOwners(root, 0)).toMatchObject({ timedOut: true });
  });

  it('lists the descriptors of a process by number', async () => {
    await symlink('pipe:[9]', join(root, '1/fd/10'));
    expect(await readDescriptorList(root, 1, 1_000)).toBe(
      '0 /dev/null\n1 socket:[500]\n2 anon_inode:[eventpoll]\n10 pipe:[9]\n',
    );
    await expect(readDescriptorList(root, 41, 1_000)).rejects.toThrow(HostError);
  });

  it('finds each network namespace once, by its oldest process', () => {
    expect(listNetworkNamespaces(root)).toEqual([
      { name: 'net:[1]', pid: 1, path: `${root}/1/ns/net`, own: false },
    ]);
  });

  it('falls back to that host’s /proc/net/unix, and says what is lost', async () => {
    await mkdir(join(root, '1/net'));
    const row = '0000000000000000: 00000002 00000000 00000000 0001 03   501 /run/docker.sock\n';
    await writeFile(join(root, '1/net/unix'), row);
    const { table, gaps } = await readUnixSockets({ procRoot: root, deadlineMs: 5_000 });
    expect(table).toMatchObject({ source: 'proc-net-unix', count: 1, peersKnown: false });
    expect(table.owners).toEqual([{ pid: 40, comm: 'docker (d)' }]);
    expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toContain('proc/net/unix unsupported');
  });

  it('rejects with HostError when nothing can be read', async () => {
    await expect(readUnixSockets({ procRoot: root, deadlineMs: 5_000 })).rejects.toThrow(HostError);
  });
});
