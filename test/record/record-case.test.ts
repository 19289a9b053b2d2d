import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { recordCase, type Manifest } from '../../src/record/record-case.ts';
import { Budget } from '../../src/host/budget.ts';
import { createCaseArchive } from '../../src/host/archive/case-archive.ts';
import { HostError } from '../../src/system/host-error.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../src/investigate/take-snapshot.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { withBytes } from '../support/altered-host.ts';

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-record-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases')
    .filter((name) => name.endsWith('.tar.gz'))
    .sort()
    .map((name) => `test/cases/${name}`),
  ...moreCases(process.env['DEADWAIT_CASES']),
];

/** Those of a folder that is given besides. */
function moreCases(folder: string | undefined): string[] {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tar.gz'))
    .map((name) => join(folder, name));
}
let made = 0;

async function record(
  host: Host,
  redact = true,
  logBytes = 64 * 1024 * 1024,
): Promise<{ path: string; manifest: Manifest }> {
  const path = join(scratch, `${made++}.tar.gz`);
  const archive = await createCaseArchive(path, false, new Date(0));
  const { tasks } = await takeSnapshot(host, { only: ['tasks'] });
  const { manifest } = await recordCase(host, archive, {
    blockedTasks: tasks?.blocked ?? [],
    logBytes,
    fullDumpLimit: 50_000,
    redact,
    toolVersion: 'test',
    budget: new Budget({ deadlineMs: 600_000, maxBytes: 2 ** 34 }),
  });
  await archive.finish();
  return { path, manifest };
}

/** A diagnosis without what may differ: lines and words of the evidence, and gaps. */
/** Without what was not seen, and why: a recording of a recording has files that were silent as absent ones. */
function conclusions({
  gaps: _,
  coverage: _rows,
  complete: _complete,
  headline,
  findings,
  ...rest
}: Diagnosis) {
  return {
    ...rest,
    headline: headline.replace(/ \(not seen: .*\)$/, ''),
    findings: findings.map((finding) => ({
      ...finding,
      chain: finding.chain.map(({ link, status, says }) => ({ link, status, says })),
    })),
  };
}

describe.each(CASES)('%s recorded anew', (path) => {
  test('leads to the same conclusions', async () => {
    const host = await openRecordedHost(path);
    const again = await openRecordedHost((await record(host)).path);
    expect(conclusions(await investigate(again))).toEqual(conclusions(await investigate(host)));
    await Promise.all([host.close(), again.close()]);
  });
});

describe('a recorded case', () => {
  const SECRET = 'hunter2-very-secret';

  test('has no secrets of environments, arguments and logs, and says how many it had', async () => {
    const host = await openRecordedHost('test/cases/undeletable-20.10.24.tar.gz');
    const inspect = JSON.stringify({
      Id: 'a'.repeat(64),
      Config: {
        Env: [`DB_PASSWORD=${SECRET}`, 'PATH=/bin'],
        Cmd: ['run', '--token', SECRET],
        Labels: { 'x.secret': SECRET },
      },
      Args: [`--password=${SECRET}`],
    });
    const log = `time="2026-01-01T00:00:00Z" level=info msg="login password=${SECRET}" user=x\n`;
    const altered = withBytes(withBytes(host, /inspect-/, Buffer.from(inspect)), /^logs\//, Buffer.from(log));
    const { path, manifest } = await record(altered);
    const again = await openRecordedHost(path);
    for (const folder of ['docker', 'logs'])
      for (const name of await again.list(folder)) {
        const text = Buffer.from(await again.read(`${folder}/${name}`)).toString('latin1');
        expect([name, text.includes(SECRET)]).toEqual([name, false]);
      }
    const first = (await again.list('docker')).find((name) => name.startsWith('inspect-')) ?? '';
    expect(JSON.parse(Buffer.from(await again.read(`docker/${first}`)).toString())).toMatchObject({
      Config: { Env: ['DB_PASSWORD=[redacted]', 'PATH=[redacted]'] },
    });
    expect(manifest.redactions[`docker/${first}`]).toMatchObject({ environment: 2 });
    await Promise.all([host.close(), again.close()]);
  });

  test('keeps everything when it is told to', async () => {
    const host = await openRecordedHost('test/cases/undeletable-20.10.24.tar.gz');
    const altered = withBytes(host, /^logs\/kubelet/, Buffer.from(`password=${SECRET}\n`));
    const { path, manifest } = await record(altered, false);
    const again = await openRecordedHost(path);
    expect(Buffer.from(await again.read('logs/kubelet.log')).toString()).toContain(SECRET);
    expect(manifest).toMatchObject({ redacted: false, redactions: {} });
    await Promise.all([host.close(), again.close()]);
  });

  test('has the end of each log, from the beginning of a line', async () => {
    const host = await openRecordedHost('examples/kill-wait-18.09.2.tar.gz');
    const again = await openRecordedHost((await record(host, false, 10_000)).path);
    const whole = Buffer.from(await host.read('logs/kubelet.log')).toString();
    const end = Buffer.from(await again.read('logs/kubelet.log')).toString();
    expect(whole.endsWith(end)).toBe(true);
    expect(end.length).toBeGreaterThan(9_000);
    expect(whole.at(-end.length - 1)).toBe('\n');
    await Promise.all([host.close(), again.close()]);
  });

  test('tells of an inspect that did not answer, and of every other gap', async () => {
    const host = await openRecordedHost('test/cases/undeletable-20.10.24.tar.gz');
    const hanging: Host = {
      ...host,
      open: async (path, options) => {
        if (path.startsWith('docker/inspect-')) throw new HostError(path, 'timeout', 'no answer within 2 s');
        if (path.startsWith('pprof/')) throw new HostError(path, 'denied', 'not for you');
        return host.open(path, options);
      },
    };
    const { path, manifest } = await record(hanging);
    const again = await openRecordedHost(path);
    expect((await again.list('docker')).filter((name) => name.endsWith('.error')).length).toBeGreaterThan(0);
    expect(
      manifest.gaps.some(({ source, reason }) => source.startsWith('pprof/') && reason === 'denied'),
    ).toBe(true);
    await Promise.all([host.close(), again.close()]);
  });
});

describe('the archive', () => {
  test('may be read by its owner alone, and does not replace what is there', async () => {
    const path = join(scratch, 'there.tar.gz');
    const archive = await createCaseArchive(path, false, new Date(0));
    await archive.finish();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(createCaseArchive(path, false, new Date(0))).rejects.toBeInstanceOf(HostError);
  });

  test('leaves nothing behind when it is discarded', async () => {
    const before = readdirSync(scratch).length;
    const archive = await createCaseArchive(join(scratch, 'never.tar.gz'), false, new Date(0));
    await archive.discard();
    expect(readdirSync(scratch)).toHaveLength(before);
  });

  test('is refused where it cannot be written', async () => {
    writeFileSync(join(scratch, 'plain'), '');
    await expect(
      createCaseArchive(join(scratch, 'plain/x.tar.gz'), false, new Date(0)),
    ).rejects.toBeInstanceOf(HostError);
  });

  test('keeps what came of a content that fails', async () => {
    const path = join(scratch, 'torn.tar.gz');
    const archive = await createCaseArchive(path, false, new Date(0));
    const { bytes, error } = await archive.add(
      'logs/dmesg.txt',
      (async function* () {
        yield Buffer.from('first\n');
        throw new HostError('logs/dmesg.txt', 'timeout', 'no more');
      })(),
    );
    await archive.finish();
    expect({ bytes, reason: error?.reason }).toEqual({ bytes: 6, reason: 'timeout' });
    const host = await openRecordedHost(path);
    expect(Buffer.from(await host.read('logs/dmesg.txt')).toString()).toBe('first\n');
  });

  test('takes contents larger than it holds in memory', async () => {
    const path = join(scratch, 'large.tar.gz');
    const archive = await createCaseArchive(path, false, new Date(0));
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const { bytes } = await archive.add(
      'logs/kubelet.log',
      (async function* () {
        for (let count = 0; count < 40; count++) yield chunk;
      })(),
    );
    await archive.finish();
    expect(bytes).toBe(40 * 1024 * 1024);
    const host = await openRecordedHost(path);
    let size = 0;
    for await (const part of await host.open('logs/kubelet.log')) size += part.byteLength;
    expect(size).toBe(bytes);
  });
});
