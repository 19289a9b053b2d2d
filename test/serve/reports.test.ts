import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/report/page/report-data.ts';
import type { Refusal } from '../../src/serve/api.ts';
import { allBelow, BIN, BUILT, EXAMPLE, HEALTHY, startServing, type Serving } from './serving.ts';

const CASES = HEALTHY.replace(/\/[^/]*$/, '');

describe.skipIf(!BUILT)('a report', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await startServing([EXAMPLE, CASES]);
  });

  it('is what diagnose --output report prints, byte for byte, and is kept', async () => {
    const printed = spawnSync(
      process.execPath,
      [BIN, '--case', 'kill-wait-18.09.2.tar.gz', '--output', 'report'],
      {
        cwd: EXAMPLE.replace(/\/[^/]*$/, ''),
        maxBuffer: 1 << 26,
      },
    );
    const { id } = await serving.find('kill-wait-18.09.2.tar.gz');
    const plain = await serving.ask(`/api/hosts/${id}/report`);
    expect(plain.bytes.equals(printed.stdout)).toBe(true);
    const packed = await serving.ask(`/api/hosts/${id}/report`, {
      headers: { 'accept-encoding': 'br, gzip' },
    });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).equals(printed.stdout)).toBe(true);
    const none = await serving.ask(`/api/hosts/${id}/report`, { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(none.headers['content-encoding']).toBeUndefined();
    expect(await serving.find('kill-wait-18.09.2.tar.gz')).toMatchObject({
      state: 'examined',
      examined: {
        verdict: 'leak',
        hostname: 'vm',
        findings: 2,
        capturedAt: '2026-11-24T02:08:59.783504203Z',
      },
    });
  });

  it('can be kept as the page that opens from disk', async () => {
    const { id } = await serving.find('kill-wait-18.09.2.tar.gz');
    const { headers, text } = await serving.ask(`/api/hosts/${id}/report.html`);
    expect(headers['content-disposition']).toBe('attachment; filename="deadwait-kill-wait-18.09.2.html"');
    const printed = spawnSync(process.execPath, [BIN, '--case', EXAMPLE, '--output', 'html'], {
      maxBuffer: 1 << 26,
    });
    expect(text).toBe(printed.stdout.toString());
  });

  it('is made once for all who ask at once', async () => {
    const { id } = await serving.find('undeletable-20.10.24.tar.gz');
    const [steps, ...answers] = await Promise.all([
      events(serving, id),
      ...[1, 2, 3].map(() => serving.ask(`/api/hosts/${id}/report`)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(steps.filter((step) => step === 'listing the containers')).toHaveLength(1);
  });

  it('tells its steps while it is made, in their order, and then that it is over', async () => {
    const { id } = await serving.find('two-at-once-20.10.24.tar.gz');
    const following = events(serving, id);
    const report = serving.ask(`/api/hosts/${id}/report`);
    const steps = await following;
    const printed = spawnSync(
      process.execPath,
      [BIN, '--case', `${CASES}/two-at-once-20.10.24.tar.gz`, '--output', 'report', '--progress'],
      { maxBuffer: 1 << 26 },
    );
    expect(steps.filter((step) => !step.startsWith('waiting'))).toEqual([
      ...printed.stderr.toString().trim().split('\n'),
      'END',
    ]);
    expect((await report).status).toBe(200);
  });

  it('waits its turn when two others are made', async () => {
    const names = ['stop-forever', 'exec-probe', 'shim-stopped', 'frozen-cgroup'];
    const hosts = await Promise.all(names.map((name) => serving.find(`${name}-20.10.24.tar.gz`)));
    const following = hosts.map(({ id }) => events(serving, id));
    const answers = await Promise.all(hosts.map(({ id }) => serving.ask(`/api/hosts/${id}/report`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const waited = (await Promise.all(following)).filter((steps) => steps[0]?.startsWith('waiting for'));
    expect(waited).toHaveLength(2);
  });

  it('of this host is made anew when that is asked for, but not at once again', async () => {
    const captured = async (query: string): Promise<string | undefined> =>
      ((await serving.ask(`/api/hosts/this-host/report${query}`)).json() as ReportData).diagnosis.host
        .capturedAt;
    const first = await captured('');
    expect(await captured('')).toBe(first);
    expect(await captured('?again=1')).toBe(first);
  });

  it('that cannot be made tells why, and the list does too', async () => {
    const { id } = await serving.drop('code.txt', 'foo.Bar(0x1)\n\t/x/y.go:3 +0x1\n');
    await serving.ask(`/api/hosts/${id}/report`);
    const broken = await serving.drop('broken.tar.gz', brokenArchive());
    const answer = await serving.ask(`/api/hosts/${broken.id}/report`);
    expect(answer.status).toBe(422);
    const { problem } = answer.json() as Refusal;
    expect(problem.says).toMatch(/^broken\.tar\.gz is no recorded case: .*[.?]$/);
    expect(await serving.find('broken.tar.gz')).toMatchObject({ state: 'failed', problem });
  });

  it('of a file that is removed meanwhile ends', async () => {
    const host = await serving.find('inspect-lock-20.10.24.tar.gz');
    expect(host.from).toBe('folder');
    const { id } = await serving.drop('x.tar.gz', await bytesOf(EXAMPLE));
    const following = events(serving, id);
    const report = serving.ask(`/api/hosts/${id}/report`);
    while ((await serving.list()).hosts.find((each) => each.id === id)?.state !== 'examining');
    await serving.ask(`/api/hosts/${id}`, { method: 'DELETE' });
    expect((await report).status).toBe(410);
    expect((await following).at(-1)).toBe('END');
    expect(allBelow(serving.temporary).some((path) => path.includes(id))).toBe(false);
  });

  it('of nobody is not there', async () => {
    for (const path of [
      '/api/hosts/nobody/report',
      '/api/hosts/nobody/progress',
      '/api/hosts/nobody/report.html',
    ])
      expect((await serving.ask(path)).status).toBe(404);
  });

  it('that nobody reads holds up nobody', async () => {
    const { id } = await serving.find('kill-wait-18.09.2.tar.gz');
    const lazy = Array.from({ length: 20 }, () =>
      request(new URL(`/api/hosts/${id}/report`, serving.url), (response) => response.pause()).end(),
    );
    for (const each of lazy) each.on('error', () => {});
    expect((await serving.ask(`/api/hosts/${id}/report`)).status).toBe(200);
    for (const each of lazy) each.destroy();
  });
});

/** The steps of an examination, until it is over: `END`. */
async function events(serving: Serving, id: string): Promise<string[]> {
  const { headers, text } = await serving.ask(`/api/hosts/${id}/progress`);
  expect(headers['content-type']).toContain('text/event-stream');
  return text
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const [, event = '', data = ''] =
        /^event: (\w+)\ndata: (.*)$/.exec(block.trimEnd()) ?? /^event: (\w+)/.exec(block) ?? [];
      return event === 'step' ? (JSON.parse(data) as string) : 'END';
    });
}

/** A tar of one entry with the name of a case, damaged behind it. */
function brokenArchive(): Buffer {
  const block = Buffer.alloc(512);
  block.write('./logs/', 0);
  block.write('ustar', 257);
  return block;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const { readFile } = await import('node:fs/promises');
  return readFile(path);
}
