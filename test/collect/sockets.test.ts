import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sockets } from '../../src/collect/sockets.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';

const options = { fullDumpLimit: 50_000, argumentProbes: [] };
const nothing = {
  host: { live: false },
  daemons: [],
  containers: [],
  goroutines: [],
  heaps: [],
  logs: [],
  gaps: [],
};
const GONE = 'u_str ESTAB 0 0 /run/x.sock 5 * 0 users:(("x",pid=7,fd=3))\nu_str ESTAB 0 0 * 8 * 9\n';

describe('sockets', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockets-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function collect(files: Readonly<Record<string, string>>) {
    await writeFile(join(folder, 'captured_at'), '2026-01-01T00:00:00Z\n');
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const host = await openRecordedHost(folder);
    try {
      return await sockets.collect(host, options, nothing);
    } finally {
      await host.close();
    }
  }

  it('gives the groups of a recorded host', async () => {
    const { part, gaps } = await collect({ 'sockets/ss-xanp.txt': GONE });
    expect(gaps).toEqual([]);
    expect(part.sockets).toMatchObject({ source: 'ss', socketCount: 2, peersKnown: true });
    expect(part.sockets?.groups.map(({ peer }) => peer).toSorted()).toEqual(['gone', 'unknown']);
  });

  it('says that some rows could not be read', async () => {
    const { part, gaps } = await collect({ 'sockets/ss-xanp.txt': `${GONE}u_str ESTAB 0` });
    expect(part.sockets?.socketCount).toBe(2);
    expect(gaps).toMatchObject([{ source: 'sockets/ss-xanp.txt', reason: 'malformed' }]);
  });

  it('says that peers are not known when only /proc/net/unix was recorded', async () => {
    const row = '0000000000000000: 00000002 00000000 00000000 0001 03 34497 /var/run/docker.sock\n';
    const { part, gaps } = await collect({ 'proc/net/unix': row });
    expect(part.sockets?.groups.map(({ peer }) => peer)).toEqual(['unknown']);
    expect(gaps).toMatchObject([{ source: 'proc/net/unix', reason: 'unsupported' }]);
  });

  it.each([
    ['absent', {}],
    ['malformed', { 'sockets/ss-xanp.txt': '' }],
    ['malformed', { 'sockets/ss-xanp.txt': '\u0000\u0001\u0002' }],
  ])('makes a gap of sockets that are %s', async (reason, files: Readonly<Record<string, string>>) => {
    const { part, gaps } = await collect(files);
    expect(part.sockets).toBeUndefined();
    expect(gaps).toMatchObject([{ reason }]);
  });
});
