import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import type { Diagnosis, Finding } from '../../src/model/diagnosis.ts';

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases')
    .filter((name) => name.endsWith('.tar.gz'))
    .sort()
    .map((name) => `test/cases/${name}`),
];
const nameOf = (path: string) => path.replace(/^.*\//, '').replace('.tar.gz', '');

const diagnoses = new Map<string, Diagnosis>();
const causes = await loadCauses([]);

async function diagnose(path: string): Promise<Diagnosis> {
  const host = await openRecordedHost(path);
  try {
    return await investigate(host);
  } finally {
    await host.close();
  }
}

beforeAll(async () => {
  for (const path of CASES) diagnoses.set(nameOf(path), await diagnose(path));
});

const of = (name: string): Diagnosis => {
  const diagnosis = diagnoses.get(name);
  if (diagnosis === undefined) throw new Error(`no case ${name}`);
  return diagnosis;
};
const finding = (name: string, cause: string): Finding => {
  const found = of(name).findings.find((one) => one.cause === cause);
  if (found === undefined) throw new Error(`${name} has no ${cause}`);
  return found;
};

test('the matrix of cases and causes is as reviewed', async () => {
  const width = Math.max(...causes.map((cause) => cause.id.length));
  const lines = [
    `${causes.length} causes are looked for in every case; those that are not named were not found`,
    ...[...diagnoses].flatMap(([name, { verdict, findings }]) => [
      `${name}: ${verdict}`,
      ...[...findings]
        .sort((a, b) => (a.cause < b.cause ? -1 : 1))
        .map(({ cause, severity, confidence }) => `  ${cause.padEnd(width)}  ${severity} ${confidence}`),
    ]),
  ];
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('goldens/cases-and-causes.txt');
});

test.each(CASES.map(nameOf))('the whole diagnosis of %s is as reviewed', async (name) => {
  await expect(`${JSON.stringify(of(name), null, 1)}\n`).toMatchFileSnapshot(`goldens/${name}.json`);
});

test('the same case gives the same diagnosis, byte by byte', async () => {
  const [path = ''] = CASES;
  expect(JSON.stringify(await diagnose(path))).toBe(JSON.stringify(of(nameOf(path))));
});

describe('every diagnosis', () => {
  test('proves with evidence what it calls proven', () => {
    for (const diagnosis of diagnoses.values())
      for (const link of diagnosis.findings.flatMap((one) => one.chain))
        if (link.status === 'proven')
          expect([link.says, link.evidence.length > 0]).toEqual([link.says, true]);
  });

  test('balances its books, or says that they do not balance', () => {
    for (const { books } of diagnoses.values())
      for (const { left, right, balanced } of books.filter(({ unit }) => unit === 'count'))
        expect(balanced).toBe(Math.abs(left - right) <= Math.max(1, Math.max(left, right) * 0.01));
  });
});

describe('the incident on dockerd 18.09.2', () => {
  const name = 'kill-wait-18.09.2';

  test('counts stops per container in the dump as the logs do', () => {
    const { containers, counts } = finding(name, 'dockerd-kill-unbounded-wait');
    expect(containers.map(({ pod, stops, goroutines }) => [pod, stops, goroutines])).toEqual([
      ['media/media-worker-7c9d8f6b5-x2x9q', 900, 1800],
      ['media/thumbnailer-0', 500, 1000],
      ['pay/ledger-5d4f', 100, 200],
    ]);
    expect(counts).toMatchObject({ goroutines: 3000, sockets: 1500 });
  });

  test('is explained by containers that cannot die, and what each task waits for', () => {
    expect(finding(name, 'dockerd-kill-unbounded-wait').because).toEqual(['container-cannot-die']);
    expect(
      finding(name, 'container-cannot-die').tasks.map(({ tid, waits, backend }) => [
        tid,
        waits,
        backend?.source,
      ]),
    ).toEqual([
      [12915, 'fuse', 'nas01:/export/vol1'],
      [12992, 'fuse', 's3://assets'],
      [12993, 'fuse', 's3://assets'],
      [13021, 'frozen-fs', '/dev/loop0'],
    ]);
  });

  test('has every link proven', () => {
    for (const found of of(name).findings)
      expect(found.chain.map(({ link, status }) => [link, status])).toEqual(
        found.chain.map(({ link }) => [link, 'proven']),
      );
  });

  test('offers to act only where target and effect are certain', () => {
    const automatic = of(name)
      .findings.flatMap((one) => one.remedies)
      .filter((remedy) => remedy.automatic);
    expect(automatic.map(({ id }) => id).sort()).toEqual([
      'abort-fuse-connection',
      'abort-fuse-connection',
      'thaw-filesystem',
    ]);
  });
});

test('a host that was cured is healthy, whatever its logs say of the past', () => {
  expect(of('cured-18.09.2')).toMatchObject({
    verdict: 'healthy',
    findings: [{ cause: 'daemon-just-cured', severity: 'info' }],
  });
});

test('stops that were answered before the leak are not counted as leaking', () => {
  expect(finding('stop-forever-20.10.24', 'dockerd-stop-negative-timeout').containers).toMatchObject([
    { stops: 1200 },
  ]);
});

test('a daemon with the fix is stuck, not leaking', () => {
  expect(of('undeletable-20.10.24').verdict).toBe('stuck');
});

test('a living client is named with its pid', () => {
  expect(finding('client-leak-20.10.24', 'client-connection-leak').clients).toMatchObject([
    { comm: 'python3', sockets: 2400 },
  ]);
});

test('execs whose client is gone are told from calls that wait for a lock, and the container is named by its execs', () => {
  expect(of('inspect-lock-18.09.2').verdict).toBe('leak');
  expect(finding('inspect-lock-18.09.2', 'dockerd-exec-not-killed-on-client-cancel')).toMatchObject({
    severity: 'critical',
    containers: [{ id: '3d616bd2800f38791205a2c15a7a6c253654fcfa059ea7c34812454ab4015b70' }],
  });
});

describe('the start that hangs on a mount, on dockerd 18.09.2', () => {
  const name = 'inspect-lock-18.09.2';

  test('holds the lock for which all inspects of that container wait', () => {
    expect(of(name).verdict).toBe('leak');
    expect(finding(name, 'dockerd-container-lock-held')).toMatchObject({
      confidence: 'proven',
      because: ['dockerd-start-holds-container-lock'],
      counts: { goroutines: 302, sockets: 302 },
      containers: [
        { id: '200c47243eb3433edb1e7476bf24c585c5297adb1bc2a6888396df1b2fdf5430', pod: 'store/db-0' },
      ],
    });
  });

  test('waits for the file system that does not answer, and the way there has no gap', () => {
    const start = finding(name, 'dockerd-start-holds-container-lock');
    expect(start.tasks).toMatchObject([{ tid: 32279, waits: 'fuse', backend: { source: 'nas02:/home' } }]);
    for (const { chain } of [start, finding(name, 'dockerd-container-lock-held')])
      expect(chain.filter(({ status }) => status !== 'proven')).toEqual([]);
    expect(start.remedies[0]).toMatchObject({ id: 'abort-fuse-connection' });
  });
});

test('two causes together explain all but a few of the connections without a client', () => {
  expect(of('inspect-lock-18.09.2').findings.map(({ cause }) => cause)).toEqual([
    'dockerd-container-lock-held',
    'dockerd-exec-not-killed-on-client-cancel',
    'dockerd-start-holds-container-lock',
  ]);
  expect(of('inspect-lock-18.09.2').books[0]).toMatchObject({ left: 465, right: 461, balanced: true });
});
