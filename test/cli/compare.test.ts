import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { runDeadwait } from './run-deadwait.ts';

const LEAKING = 'examples/kill-wait-18.09.2.tar.gz';
const HEALTHY = 'test/cases/healthy-18.09.2.tar.gz';
const CURED = 'test/cases/cured-18.09.2.tar.gz';

let folder = '';
const file = (name: string): string => join(folder, name);

/** Profiles of the two cases as files of their own. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadwait-compare-'));
  for (const [name, path] of [
    ['healthy', HEALTHY],
    ['leaking', LEAKING],
  ] as const) {
    const host = await openRecordedHost(path);
    for (const profile of [
      'goroutine.debug2.txt',
      'goroutine.debug1.txt',
      'goroutine.pb.gz',
      'heap.pb.gz',
      'heap.debug1.txt',
    ])
      writeFileSync(file(`${name}.${profile}`), await host.read(`pprof/dockerd/${profile}`));
    await host.close();
  }
  writeFileSync(file('noise.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]));
  writeFileSync(file('noise'), 'nothing that deadwait reads');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the document about comparing', () => {
  const text = readFileSync('docs/comparing.md', 'utf8');

  it.each([
    ['healthy-to-leaking', HEALTHY, LEAKING, 1],
    ['leaking-to-cured', LEAKING, CURED, 0],
  ] as const)('shows what the program prints: %s', async (name, before, after, expected) => {
    const { stdout, status } = await runDeadwait(['compare', before, after, '--width', '100']);
    const shown = text.split(`<!-- output ${name} -->\n\n\`\`\`text\n`)[1]?.split('```\n')[0];
    expect(shown, 'npm run build && npm run readme writes it').toBe(stdout);
    expect(status).toBe(expected);
  });
});

describe('the page of a comparison', () => {
  it('carries what --output report prints, and has the exit status of the others', async () => {
    const out = file('page.html');
    expect(await runDeadwait(['compare', LEAKING, CURED, '--output', 'html', '-o', out])).toMatchObject({
      status: 0,
    });
    const { stdout, status } = await runDeadwait(['compare', LEAKING, CURED, '--output', 'report']);
    const html = readFileSync(out, 'utf8');
    const carried: unknown = JSON.parse(/id="data">(.*)<\/script>/.exec(html)?.[1] ?? '');
    expect(carried).toEqual(JSON.parse(stdout));
    expect(carried).toMatchObject({
      schema: 'deadwait/comparison-report/v1',
      comparison: { before: { name: LEAKING }, after: { name: CURED } },
    });
    expect(html).toContain('<title>did not grow · vm · deadwait</title>');
    expect(html).toContain('deadwait compare --output markdown');
    expect(status).toBe(0);
  });

  it('draws two bare profiles as well', async () => {
    const { stdout, status } = await runDeadwait([
      'compare',
      file('healthy.goroutine.pb.gz'),
      file('leaking.goroutine.pb.gz'),
      '--output',
      'report',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ profiles: [{ daemon: 'dockerd' }], heaps: [] });
    expect(status).toBe(1);
  });
});

describe('bare profiles', () => {
  it.each([
    ['goroutine.debug2.txt', 3010, 'daemon.(*Daemon).Kill'],
    ['goroutine.debug1.txt', 3010, 'daemon.(*Daemon).Kill'],
    ['goroutine.pb.gz', 3010, 'daemon.(*Daemon).Kill'],
  ])('%s are compared, without rates, and told to be of dockerd', async (profile, change, place) => {
    const { stdout, status } = await runDeadwait([
      'compare',
      file(`healthy.${profile}`),
      file(`leaking.${profile}`),
      '--output',
      'json',
    ]);
    const comparison: unknown = JSON.parse(stdout);
    expect(comparison).toMatchObject({
      grew: true,
      cautions: [{ about: 'time' }],
      figures: [{ daemon: 'dockerd', figure: 'goroutines', notable: true }],
    });
    expect(stdout).toContain(place);
    expect(stdout).not.toContain('perHour');
    const { figures } = comparison as { figures: { change: number }[] };
    expect(Math.abs((figures[0]?.change ?? 0) - change)).toBeLessThan(5);
    expect(status).toBe(1);
  });

  it.each(['heap.pb.gz', 'heap.debug1.txt'])(
    '%s are compared by where memory was allocated',
    async (profile) => {
      const { stdout } = await runDeadwait([
        'compare',
        file(`healthy.${profile}`),
        file(`leaking.${profile}`),
      ]);
      expect(stdout).toMatch(/heap of dockerd from/);
      expect(stdout).toContain('http.newBufioReader');
    },
  );

  it('of two forms are compared by what both tell', async () => {
    const { stdout } = await runDeadwait([
      'compare',
      file('healthy.goroutine.debug1.txt'),
      file('leaking.goroutine.debug2.txt'),
    ]);
    expect(stdout).toMatch(/daemon\.\(\*Daemon\)\.Kill/);
    expect(stdout).not.toMatch(/chan receive/);
  });

  it('can be diagnosed as well', async () => {
    const { stdout, status } = await runDeadwait([
      'diagnose',
      '--case',
      file('leaking.goroutine.debug2.txt'),
      '--output',
      'json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'leak',
      daemons: [{ name: 'dockerd', goroutines: 3078 }],
      findings: [{ cause: 'dockerd-kill-unbounded-wait', counts: { goroutines: 3000 } }],
    });
    expect(status).toBe(1);
  });
});

describe('what cannot be compared', () => {
  it.each([
    ['a file that is nothing', () => file('noise'), 'not-a-case'],
    ['a damaged archive', () => file('noise.gz'), 'not-a-case'],
    ['nothing at all', () => file('absent'), 'case-not-found'],
  ])('%s is a fault', async (_, path, code) => {
    const { status, stderr } = await runDeadwait(['compare', HEALTHY, path()]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`[${code}]`)]);
  });

  it('is said to be missing when not even one is given', async () => {
    const { status, stderr } = await runDeadwait(['compare']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('[bad-value]')]);
  });
});
