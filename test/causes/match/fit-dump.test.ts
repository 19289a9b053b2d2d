import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sayStatement } from '../../../src/report/words/say-statement.ts';
import { fitDump } from '../../../src/causes/match/fit-dump.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { conclude, findProbes } from '../../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../../src/investigate/take-snapshot.ts';
import type { GoroutineProfile } from '../../../src/model/goroutine.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { renderDump, type DumpedGoroutines } from '../../support/render-dump.ts';

const causes = await loadCauses([]);
const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases').map((name) => `test/cases/${name}`),
];

async function profileOf(...goroutines: DumpedGoroutines[]): Promise<GoroutineProfile> {
  const text = renderDump(goroutines, { go: '1.19' });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  return parseGoroutineDump(chunks(), {
    daemon: 'dump',
    file: 'dump.txt',
    argumentProbes: findProbes(causes),
  });
}

const KILL: DumpedGoroutines = {
  state: 'chan receive',
  count: 4,
  minutes: 60,
  frames: [
    'github.com/docker/docker/daemon.(*Daemon).Kill',
    'github.com/docker/docker/daemon.(*Daemon).containerStop',
    'net/http.(*conn).serve',
  ],
};

test.each(CASES)('of the dumps of %s nothing fits that the diagnosis does not find', async (path) => {
  const host = await openRecordedHost(path);
  const snapshot = await takeSnapshot(host, { argumentProbes: findProbes(causes) });
  await host.close();
  const found = conclude(snapshot, causes).findings.map((finding) => finding.cause);
  for (const profile of snapshot.goroutines.filter(({ format }) => format === 'debug2')) {
    const version = snapshot.daemons.find(({ name }) => name === profile.daemon)?.version;
    const { daemon, fits } = fitDump(profile, causes, version === undefined ? {} : { version });
    expect(daemon).toBe(profile.daemon);
    if (path.includes('inspect-lock') && daemon === 'dockerd')
      expect(fits.map(({ cause }) => cause.id)).toContain('dockerd-container-lock-held');
    const faults = fits.filter(({ cause }) => cause.kind !== 'lookalike').map(({ cause }) => cause.id);
    expect(found).toEqual(expect.arrayContaining(faults));
  }
});

test('what is missing of a near miss is said: the state, a frame, the version, the number', async () => {
  const missing = async (
    goroutines: DumpedGoroutines,
    version = '18.09.2',
  ): Promise<readonly string[] | undefined> =>
    fitDump(await profileOf(goroutines), causes, { daemon: 'dockerd', version })
      .near.find(({ cause }) => cause.id === 'dockerd-kill-unbounded-wait')
      ?.missing.map(sayStatement);
  expect(await missing({ ...KILL, state: 'select' })).toEqual(['is in select, not in chan receive']);
  expect(await missing(KILL, '20.10.10')).toEqual(['20.10.10 does not have this flaw']);
  expect((await missing({ ...KILL, count: 1, minutes: 0 }))?.[0]).toMatch(
    /ordinary work looks like this too.*2 minutes/,
  );

  const exec: DumpedGoroutines = {
    ...KILL,
    state: 'select',
    frames: ['github.com/docker/docker/daemon.(*Daemon).ContainerExecStart', 'main.somethingElse'],
  };
  const near = fitDump(await profileOf(exec), causes, { daemon: 'dockerd' }).near;
  expect(near.find(({ cause }) => cause.id === 'dockerd-exec-not-killed-on-client-cancel')).toBeUndefined();
  const attach = {
    ...KILL,
    frames: ['github.com/docker/docker/vendor/google.golang.org/grpc.x', ...KILL.frames],
  };
  expect(await missing(attach)).toBeUndefined();
});

test('a dump of no known program is held against all causes, and fits none', async () => {
  const { daemon, fits, near } = fitDump(
    await profileOf({
      state: 'select',
      count: 900,
      minutes: 90,
      frames: ['example.com/app.work', 'main.main'],
    }),
    causes,
  );
  expect({ daemon, fits, near }).toEqual({ fits: [], near: [] });
});

test('a look-alike is said after the fault that fits, and never hidden by it', async () => {
  const idle: DumpedGoroutines = {
    state: 'IO wait',
    count: 200,
    minutes: 0,
    frames: ['net/http.(*connReader).Read', 'net/http.(*conn).serve'],
  };
  const alone = fitDump(await profileOf(idle), causes, { daemon: 'dockerd' }).fits;
  expect(alone.map(({ cause }) => cause.id)).toEqual(['busy-daemon']);
  const both = fitDump(await profileOf(idle, KILL), causes, { daemon: 'dockerd' }).fits;
  expect(both.map(({ cause }) => cause.id)).toEqual(['dockerd-kill-unbounded-wait', 'busy-daemon']);
});

test.each([
  ['1.13.1', 'chan receive', ['container.wait', 'container.(*State).WaitStop']],
  ['17.05.0', 'select', ['container.(*State).WaitWithContext', 'container.(*State).WaitStop']],
])('a kill without a limit fits as dockerd %s shows it', async (version, state, waits) => {
  const kill: DumpedGoroutines = {
    state,
    count: 4,
    minutes: 60,
    frames: [
      ...waits.map((name) => `github.com/docker/docker/${name}`),
      'github.com/docker/docker/daemon.(*Daemon).Kill',
      'github.com/docker/docker/daemon.(*Daemon).ContainerKill',
      'net/http.(*conn).serve',
    ],
  };
  const fitsIn = async (at: string): Promise<readonly string[]> =>
    fitDump(await profileOf(kill), causes, { daemon: 'dockerd', version: at })
      .fits.filter(({ cause }) => cause.kind !== 'lookalike')
      .map(({ cause }) => cause.id);
  expect(await fitsIn(version)).toEqual(['dockerd-kill-unbounded-wait']);
  expect(await fitsIn('20.10.10')).toEqual([]);
});
