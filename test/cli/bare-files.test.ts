import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import type { ReportData } from '../../src/report/page/report-data.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { runDeadwait } from './run-deadwait.ts';

const PREFIX = 'Oct 27 15:20:23 h dockerd[1748]: ';
const PASTE = [
  'goroutine 82255 [semacquire, 5 minutes]:',
  'sync.runtime_Semacquire(0xc820354f54)',
  'what people write between',
]
  .map((line) => `${PREFIX}${line}\n`)
  .join('');

describe('the bare output of ss', () => {
  const folder = temporaryFolder();
  const leaking = join(folder, 'leaking.txt');
  const healthy = join(folder, 'healthy.txt');

  beforeAll(async () => {
    for (const [path, of] of [
      [leaking, 'examples/kill-wait-18.09.2.tar.gz'],
      [healthy, 'test/cases/healthy-18.09.2.tar.gz'],
    ] as const) {
      const host = await openRecordedHost(of);
      writeFileSync(path, await host.read('sockets/ss-xanp.txt'));
      await host.close();
    }
  });

  it('is diagnosed: clients that are gone are told, and what that does not show', async () => {
    const { stdout, status } = await runDeadwait(['--case', leaking]);
    expect(stdout).toMatch(/^DEGRADED +1500 connections of disconnected clients of dockerd/);
    expect(stdout).toMatch(/Only these sockets were\s+given/);
    expect(status).toBe(1);
  });

  it('names the file and the line in its evidence', async () => {
    const { stdout } = await runDeadwait(['--case', leaking, '--output', 'report']);
    const { sockets } = JSON.parse(stdout) as ReportData;
    expect(sockets).toMatchObject({ file: leaking, socketCount: 1541 });
    expect(sockets?.groups[0]).toMatchObject({
      peer: 'gone',
      count: 1500,
      sample: { file: leaking, line: 2 },
    });
  });

  it('shows nothing where nobody is gone, which is not that all is well', async () => {
    const { stdout, status } = await runDeadwait(['--case', healthy]);
    expect(stdout).toMatch(/^No known cause shows in these sockets/);
    expect(status).toBe(0);
  });
});

describe('a pasted dump', () => {
  it('is told to be an excerpt, with what was left out', async () => {
    const path = join(temporaryFolder(), 'paste.txt');
    writeFileSync(path, PASTE);
    const { stdout } = await runDeadwait(['--case', path, '--output', 'report']);
    const { diagnosis } = JSON.parse(stdout) as ReportData;
    expect(diagnosis.gaps).toContainEqual({
      source: path,
      reason: 'malformed',
      detail: 'This is an excerpt: 1 line in it is no part of a stack.',
    });
  });
});
