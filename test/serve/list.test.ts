import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { BUILT, EXAMPLE, HEALTHY, startServing, type Serving } from './serving.ts';

const HOSTILE = [
  '<img src=x onerror=alert(1)>.tar.gz',
  '-x.tar.gz',
  '\x1b[2J\u202e.tar.gz',
  "'; rm -rf ~.tar.gz",
];

describe.skipIf(!BUILT)('the list of hosts', () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  const inFolder = (name: string): string => join(folder, name);
  let serving: Serving;

  beforeAll(async () => {
    copyFileSync(EXAMPLE, inFolder('leak.tar.gz'));
    copyFileSync(HEALTHY, inFolder('healthy.tar.gz'));
    mkdirSync(inFolder('unpacked'));
    spawnSync('tar', ['xzf', HEALTHY, '-C', inFolder('unpacked')]);
    copyFileSync(inFolder('unpacked/pprof/dockerd/goroutine.pb.gz'), inFolder('dump.pb.gz'));
    copyFileSync(inFolder('unpacked/pprof/dockerd/heap.debug1.txt'), inFolder('heap.txt'));
    copyFileSync(inFolder('unpacked/sockets/ss-xanp.txt'), inFolder('ss.txt'));
    utimesSync(inFolder('leak.tar.gz'), 2_000_000_000, 2_000_000_000);
    utimesSync(inFolder('healthy.tar.gz'), 1_000_000_000, 1_000_000_000);
    // None of these can be examined.
    writeFileSync(inFolder('notes.md'), 'a goroutine 12 [select] that waits\n');
    writeFileSync(inFolder('empty.tar.gz'), '');
    writeFileSync(inFolder('picture.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    writeFileSync(inFolder('.hidden.tar.gz'), '');
    writeFileSync(inFolder('bomb.gz'), Buffer.from('1f8b0800ffffffffffffffff', 'hex'));
    mkdirSync(inFolder('folder'));
    spawnSync('tar', ['czf', inFolder('other.tar.gz'), '-C', folder, 'notes.md']);
    spawnSync('mkfifo', [inFolder('fifo.tar.gz')]);
    copyFileSync(EXAMPLE, join(elsewhere, 'secret.tar.gz'));
    symlinkSync(join(elsewhere, 'secret.tar.gz'), inFolder('link.tar.gz'));
    symlinkSync(elsewhere, inFolder('linked-folder'));
    symlinkSync('/dev/zero', inFolder('zero.tar.gz'));
    for (const name of HOSTILE) copyFileSync(HEALTHY, inFolder(name));
    serving = await startServing([folder]);
  });

  it('has this host first, then what can be examined, newest first, and nothing else', async () => {
    const { schema, folders, hosts, problems } = await serving.list();
    expect({ schema, folders, problems }).toEqual({
      schema: 'deadwait/hosts/v1',
      folders: [folder],
      problems: undefined,
    });
    expect(hosts[0]).toMatchObject({ id: 'this-host', kind: 'live', from: 'this-host', state: 'new' });
    expect(hosts[1]).toMatchObject({ name: 'leak.tar.gz', modifiedAtMs: 2_000_000_000_000 });
    expect(hosts.at(-1)).toMatchObject({ name: 'healthy.tar.gz' });
    const kinds = Object.fromEntries(hosts.slice(1).map(({ name, kind }) => [name, kind]));
    expect(kinds).toEqual({
      'leak.tar.gz': 'case',
      'healthy.tar.gz': 'case',
      unpacked: 'case',
      'dump.pb.gz': 'profile',
      'heap.txt': 'profile',
      'ss.txt': 'sockets',
      ...Object.fromEntries(HOSTILE.map((name) => [name, 'case'])),
    });
  });

  it('tells no paths, and gives each host an id that is one word', async () => {
    const { hosts } = await serving.list();
    expect(hosts.every(({ id }) => /^[a-z0-9-]+$/.test(id))).toBe(true);
    expect(new Set(hosts.map(({ id }) => id)).size).toBe(hosts.length);
    expect(JSON.stringify(hosts)).not.toContain(folder);
  });

  it('is made anew for each request, and an id stays with its path', async () => {
    const before = await serving.find('heap.txt');
    renameSync(inFolder('heap.txt'), inFolder('heap-2.txt'));
    expect((await serving.list()).hosts.map(({ name }) => name)).not.toContain('heap.txt');
    renameSync(inFolder('heap-2.txt'), inFolder('heap.txt'));
    expect(await serving.find('heap.txt')).toEqual(before);
    const gone = await serving.ask(`/api/hosts/${'0'.repeat(20)}/report`);
    expect(gone.status).toBe(404);
  });

  it.each(HOSTILE)('lets a file called %j be examined', async (name) => {
    const { id } = await serving.find(name);
    const { status } = await serving.ask(`/api/hosts/${id}/report`);
    expect(status).toBe(200);
    expect(await serving.find(name)).toMatchObject({ state: 'examined', examined: { verdict: 'healthy' } });
  });

  it('finds nothing by a path', async () => {
    for (const id of ['..%2f..%2fetc%2fpasswd', '%2fetc%2fpasswd', 'leak.tar.gz', '__proto__', '%00'])
      expect((await serving.ask(`/api/hosts/${id}/report`)).status).toBe(404);
  });

  it('forgets what it knew of a file that has become another', async () => {
    copyFileSync(HEALTHY, inFolder('changing.tar.gz'));
    const { id } = await serving.find('changing.tar.gz');
    await serving.ask(`/api/hosts/${id}/report`);
    expect(await serving.find('changing.tar.gz')).toMatchObject({ examined: { verdict: 'healthy' } });
    copyFileSync(EXAMPLE, inFolder('changing.tar.gz'));
    expect(await serving.find('changing.tar.gz')).toMatchObject({ id, state: 'new' });
    await serving.ask(`/api/hosts/${id}/report`);
    expect(await serving.find('changing.tar.gz')).toMatchObject({ examined: { verdict: 'leak' } });
  });

  it('holds a single case that was named, and this host only when it may', async () => {
    const alone = await startServing(['--no-live', EXAMPLE, join(folder, 'unpacked')]);
    expect((await alone.list()).hosts.map(({ name }) => name).sort()).toEqual([
      'kill-wait-18.09.2.tar.gz',
      'unpacked',
    ]);
    await alone.end();
  });

  it('says when a folder holds more than is looked at, or is gone', async () => {
    const many = temporaryFolder();
    for (let at = 0; at < 2_010; at++) writeFileSync(join(many, `${at}.txt`), 'heap profile: 0: 0\n');
    const full = await startServing(['--no-live', many]);
    const { hosts, problems } = await full.list();
    expect(hosts).toHaveLength(2_000);
    expect(problems?.[0]?.says).toContain('more than 2 000 files');
    renameSync(many, `${many}-moved`);
    expect((await full.list()).problems?.[0]?.says).toContain('is not there');
    renameSync(`${many}-moved`, many);
    await full.end();
  });
});
