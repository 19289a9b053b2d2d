/** Healthy only if seen: whatever is taken away from a recording of a healthy host, what is left is not called healthy. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { findCoverage } from '../../src/investigate/coverage.ts';
import { examine } from '../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/model/snapshot.ts';
import { withoutPaths } from '../support/altered-host.ts';

const HEALTHY = 'test/cases/healthy-18.09.2.tar.gz';

async function diagnose(path: string, alter: (host: Host) => Host = (host) => host): Promise<Diagnosis> {
  const host = await openRecordedHost(path);
  try {
    return (await examine(alter(host))).diagnosis;
  } finally {
    await host.close();
  }
}

let whole: Snapshot;
beforeAll(async () => {
  const host = await openRecordedHost(HEALTHY);
  try {
    whole = (await examine(host)).snapshot;
  } finally {
    await host.close();
  }
});

describe('a host that is well', () => {
  it('is called healthy where everything was seen', async () => {
    const { verdict, complete, coverage } = await diagnose(HEALTHY);
    expect([verdict, complete]).toEqual(['healthy', true]);
    expect(coverage.filter(({ needed, seen }) => needed && seen !== 'yes')).toEqual([]);
  });

  const taken: readonly (readonly [string, RegExp, string])[] = [
    ['the goroutines of dockerd', /^pprof\/dockerd\/goroutine/, 'goroutines of dockerd'],
    ['the goroutines of containerd', /^pprof\/containerd\/goroutine/, 'goroutines of containerd'],
    ['the full dump of dockerd', /^pprof\/dockerd\/goroutine\.debug2/, 'goroutines of dockerd'],
    ['the sockets', /^sockets\//, 'peers of the sockets of dockerd'],
    ['the threads', /^tasks\//, "every thread's state"],
    ['the file descriptors of the daemons', /^proc\/\d+\/fd(?:\.txt)?$/, 'file descriptors of'],
    ['the limits of the daemons', /^proc\/\d+\/limits/, 'file descriptor limit of dockerd'],
    ['the list of containers', /^(?:docker|cri|containers)(?:\/|$)/, 'containers'],
    ['everything', /./, 'container daemons'],
  ];

  it.each(taken)('is unknown without %s', async (_what, hidden, missing) => {
    const { verdict, complete, headline } = await diagnose(HEALTHY, (host) => withoutPaths(host, hidden));
    expect([verdict, complete]).toEqual(['unknown', false]);
    expect(headline).toContain(missing);
  });

  it('is healthy without logs: what it does now does not depend on them', async () => {
    expect((await diagnose(HEALTHY, (host) => withoutPaths(host, /^logs\//))).verdict).toBe('healthy');
  });
});

describe('a daemon that ought to be there', () => {
  const missing = (snapshot: Snapshot): readonly string[] =>
    findCoverage(snapshot).rows.flatMap(({ subject, part }) => (part === 'process' ? [subject] : []));

  it('is missed where its shims live', () => {
    const shim = [...(whole.tasks?.processes.values() ?? [])].slice(0, 1);
    const processes = new Map(shim.map((row) => [row.pid, { ...row, comm: 'containerd-shim' }]));
    const daemons = whole.daemons.filter(({ name }) => name !== 'containerd');
    const tasks = whole.tasks && { ...whole.tasks, processes };
    expect(missing({ ...whole, daemons, ...(tasks === undefined ? {} : { tasks }) })).toContain('containerd');
  });

  it('is missed where its log goes on until the capture, not where it ended long ago', () => {
    const daemons = whole.daemons.filter(({ name }) => name !== 'dockerd');
    expect(missing({ ...whole, daemons })).toContain('dockerd');
    const logs = whole.logs.map((log) => ({ ...log, lastAtMs: 0 }));
    expect(missing({ ...whole, daemons, logs, containers: [] })).not.toContain('dockerd');
  });

  it('is not seen where only the first of two with one name was read', () => {
    const dockerd = whole.daemons.find(({ name }) => name === 'dockerd');
    const second = { ...dockerd, name: 'dockerd', pid: 999 };
    const { complete, rows } = findCoverage({ ...whole, daemons: [...whole.daemons, second] });
    expect(complete).toBe(false);
    expect(rows).toContainEqual({
      subject: 'dockerd',
      pid: 999,
      part: 'goroutines',
      seen: 'no',
      needed: true,
    });
  });
});

describe('what was cut or denied', () => {
  it.each(['denied', 'timeout', 'too-large', 'malformed'] as const)('is not seen: %s', (reason) => {
    const gap = { source: 'proc/1/mountinfo', reason, detail: 'It could not be read.' };
    expect(findCoverage({ ...whole, gaps: [gap] }).complete).toBe(false);
  });

  it('is not seen where the archive ends early', () => {
    const gap = { source: 'archive', reason: 'malformed' as const, detail: 'It ends early.' };
    expect(findCoverage({ ...whole, gaps: [gap] }).complete).toBe(false);
  });

  it('is everything where nothing was read', () => {
    expect(findCoverage(EMPTY_SNAPSHOT).complete).toBe(false);
  });
});

it.each(['empty', 'crio', 'hung-tasks', 'nfs'])(
  'the parts of a host in %s never make it healthy',
  async (name) => {
    const { verdict, complete } = await diagnose(`test/investigate/fixtures/${name}`);
    expect(verdict).not.toBe('healthy');
    expect(complete).toBe(false);
  },
);
