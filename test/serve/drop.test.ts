import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import type { HostEntry, Refusal } from '../../src/serve/api.ts';
import { allBelow, BUILT, EXAMPLE, HEALTHY, startServing, type Serving } from './serving.ts';

const PASTE =
  'Oct 27 15:20:23 h dockerd[1748]: goroutine 82255 [semacquire, 5 minutes]:\nOct 27 15:20:23 h dockerd[1748]: sync.runtime_Semacquire(0xc820354f54)\nOct 27 15:20:23 h dockerd[1748]: \t/usr/local/go/src/runtime/sema.go:43 +0x24\n';

describe.skipIf(!BUILT)('a file that is dropped', () => {
  let serving: Serving;
  const bytes = new Map<string, Uint8Array>();

  beforeAll(async () => {
    const host = await openRecordedHost(EXAMPLE);
    for (const path of [
      'pprof/dockerd/goroutine.debug2.txt',
      'pprof/dockerd/goroutine.debug1.txt',
      'pprof/dockerd/goroutine.pb.gz',
      'pprof/dockerd/heap.pb.gz',
      'pprof/dockerd/heap.debug1.txt',
      'sockets/ss-xanp.txt',
    ])
      bytes.set(path, await host.read(path));
    await host.close();
    bytes.set('case.tar.gz', readFileSync(HEALTHY));
    bytes.set('paste.log', Buffer.from(PASTE));
    serving = await startServing(['--no-live', '--upload-limit', '8M']);
  });

  it.each([
    ['case.tar.gz', 'case', 'healthy'],
    ['pprof/dockerd/goroutine.debug2.txt', 'profile', 'leak'],
    ['pprof/dockerd/goroutine.debug1.txt', 'profile', 'leak'],
    ['pprof/dockerd/goroutine.pb.gz', 'profile', 'leak'],
    ['pprof/dockerd/heap.pb.gz', 'profile', 'unknown'],
    ['pprof/dockerd/heap.debug1.txt', 'profile', 'unknown'],
    ['sockets/ss-xanp.txt', 'sockets', 'degraded'],
    ['paste.log', 'profile', 'unknown'],
  ] as const)('is told by its content and examined: %s', async (path, kind, verdict) => {
    const body = bytes.get(path) ?? Buffer.alloc(0);
    const name = path.split('/').at(-1) ?? '';
    const entry = await serving.drop(name, body);
    expect(entry).toMatchObject({ name, kind, from: 'dropped', state: 'new', sizeBytes: body.byteLength });
    const { status, text } = await serving.ask(`/api/hosts/${entry.id}/report`);
    expect(status).toBe(200);
    expect(text).not.toContain(serving.temporary);
    const listed = (await serving.list()).hosts.find(({ id }) => id === entry.id);
    expect(listed?.examined?.verdict).toBe(verdict);
    expect((await serving.ask(`/api/hosts/${entry.id}`, { method: 'DELETE' })).status).toBe(204);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/', 'dropped'],
    ['..', 'dropped'],
    ['.bashrc', 'bashrc'],
    ['--case', 'case'],
    ['a\0b\n\x1b[2J\u202ecod.exe', 'ab[2Jcod.exe'],
    ['', 'dropped'],
  ])('called %j is kept as %j, in a folder of its own', async (sent, kept) => {
    const { id, name } = await serving.drop(sent, 'heap profile: 0: 0 [0: 0] @ heap/1\n');
    expect(name).toBe(kept);
    expect(allBelow(serving.temporary).map((path) => path.split('/').slice(1).join('/'))).toEqual([
      '',
      id,
      `${id}/${kept}`,
    ]);
    await serving.ask(`/api/hosts/${id}`, { method: 'DELETE' });
    expect(allBelow(serving.temporary)).toHaveLength(1);
  });

  it.each([
    [400, 'empty', ''],
    [415, 'garbage', 'nothing that deadwait reads'],
    [415, 'a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    [415, 'a damaged gzip', Buffer.from('1f8b0800ffffffffffffffff', 'hex')],
    [413, 'too large', Buffer.alloc((8 << 20) + 1, 'heap profile: ')],
  ])('is refused with %i when it is %s, and nothing is left', async (status, _what, body) => {
    const answer = await serving.ask('/api/hosts?name=x', { method: 'POST', body });
    expect(answer.status).toBe(status);
    expect((answer.json() as Refusal).problem.says).toMatch(/^[A-Z].*\.$/);
    expect(allBelow(serving.temporary)).toHaveLength(1);
    expect((await serving.list()).hosts).toEqual([]);
  });

  it.each([
    ['commas', ','.repeat(65_536)],
    ['spaces', ' '.repeat(65_536)],
    ['headers without stacks', 'goroutine 1 ['.repeat(5_000)],
    ['receivers', '(*'.repeat(32_768)],
  ])('is looked at while others are answered: %s', async (_, body) => {
    const upload = serving.ask('/api/hosts?name=hostile', { method: 'POST', body });
    let longestMs = 0;
    for (let asked = 0; asked < 10; asked++) {
      const began = performance.now();
      expect((await serving.ask('/api/hosts')).status).toBe(200);
      longestMs = Math.max(longestMs, performance.now() - began);
    }
    expect((await upload).status).toBe(415);
    expect(longestMs).toBeLessThan(2000);
  });

  it('is refused as soon as it is too large, when its size was not told', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const asking = request(new URL('/api/hosts?name=x', serving.url), { method: 'POST' }, (response) => {
        resolve(response.statusCode ?? 0);
        asking.destroy();
      });
      asking.on('error', reject);
      asking.write(Buffer.alloc(8 << 20));
      asking.write(Buffer.alloc(8 << 20));
    });
    expect(status).toBe(413);
    expect(allBelow(serving.temporary)).toHaveLength(1);
  });

  it('is refused as a form', async () => {
    const answer = await serving.ask('/api/hosts?name=x', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'x',
    });
    expect(answer.status).toBe(415);
    expect((answer.json() as Refusal).problem.hint).toContain('curl');
  });

  it('leaves nothing when it is cancelled, and holds up nobody while it comes slowly', async () => {
    const slow = request(new URL('/api/hosts?name=slow', serving.url), { method: 'POST' });
    slow.on('error', () => {});
    slow.write('heap profile: 0');
    const arrived = async (): Promise<boolean> => allBelow(serving.temporary).length === 3;
    while (!(await arrived())) await new Promise((resolve) => setTimeout(resolve, 10));
    const entry = await serving.drop('quick', 'heap profile: 0: 0 [0: 0] @ heap/1\n');
    await serving.ask(`/api/hosts/${entry.id}`, { method: 'DELETE' });
    expect((await serving.list()).hosts).toEqual([]);
    slow.destroy();
    while (await arrived()) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(allBelow(serving.temporary)).toHaveLength(1);
  });

  it('may be one of two with the same name', async () => {
    const [one, other] = await Promise.all([
      serving.drop('same', 'heap profile: 0: 0 [0: 0] @ heap/1\n'),
      serving.drop('same', 'heap profile: 0: 0 [0: 0] @ heap/1\n'),
    ]);
    expect(one.id).not.toBe(other.id);
    const { hosts } = await serving.list();
    expect(hosts.map(({ name }) => name)).toEqual(['same', 'same']);
    for (const { id } of hosts) await serving.ask(`/api/hosts/${id}`, { method: 'DELETE' });
  });

  it('is removed once, and nothing else can be removed', async () => {
    const { id } = await serving.drop('x', 'heap profile: 0: 0 [0: 0] @ heap/1\n');
    const remove = async (which: string): Promise<number> =>
      (await serving.ask(`/api/hosts/${which}`, { method: 'DELETE' })).status;
    expect([await remove(id), await remove(id), await remove('this-host')]).toEqual([204, 404, 404]);
  });

  it('counts against a limit of all together', async () => {
    const body = Buffer.concat([
      Buffer.from('heap profile: 0: 0 [0: 0] @ heap/1\n'),
      Buffer.alloc(7_900_000, '\n'),
    ]);
    const kept: HostEntry[] = [];
    for (let at = 0; at < 4; at++) kept.push(await serving.drop('large', body));
    const { status } = await serving.ask('/api/hosts?name=x', { method: 'POST', body });
    expect(status).toBe(507);
    for (const { id } of kept) await serving.ask(`/api/hosts/${id}`, { method: 'DELETE' });
    await serving.drop('large', body);
  });
});
