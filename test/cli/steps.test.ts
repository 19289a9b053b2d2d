import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDeadwait } from './run-deadwait.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/kill-wait-18.09.2.tar.gz', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'deadwait-steps-'));
const inCase = (path: string): string => join(folder, path);
beforeAll(() => execFileSync('tar', ['-xzf', EXAMPLE, '-C', folder]));
afterAll(() => rmSync(folder, { recursive: true }));

async function json(argv: readonly string[], stdin?: Uint8Array): Promise<Record<string, unknown>> {
  const { stdout, stderr, status } = await runDeadwait(
    [...argv, '--output', 'json'],
    stdin === undefined ? {} : { stdin },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the steps on a recorded host', () => {
  it.each(['sockets', 'heap', 'goroutines', 'locks', 'events', 'logs', 'tasks'])(
    '%s prints a table and JSON',
    async (step) => {
      const { stdout, status } = await runDeadwait([step, '--case', EXAMPLE, '--width', '140']);
      expect(status).toBe(0);
      expect(stdout.split('\n').length).toBeGreaterThan(3);
      expect(await json([step, '--case', EXAMPLE])).toMatchObject({ schema: `deadwait/${step}/v1` });
    },
  );

  it('sockets counts the clients that are gone', async () => {
    expect((await runDeadwait(['sockets', '--case', EXAMPLE])).stdout).toMatch(
      /1.?500 of them without a client/,
    );
  });

  it('tasks names what does not answer', async () => {
    const { stdout } = await runDeadwait(['tasks', '--case', EXAMPLE, '--width', '140']);
    for (const words of ['nas01:/export/vol1', 's3://assets', '/dev/loop0', '12992'])
      expect(stdout).toContain(words);
  });

  it('events tells both ends of the path', async () => {
    expect(await json(['events', '--case', EXAMPLE])).toMatchObject({
      dockerdListens: true,
      containerdServes: true,
    });
  });
});

describe('locks', () => {
  const LOCKED = fileURLToPath(new URL('../cases/inspect-lock-18.09.2.tar.gz', import.meta.url));

  it('are shown with their holder, and what it waits for', async () => {
    const { stdout } = await runDeadwait(['locks', '--case', LOCKED, '--width', '100']);
    expect(stdout).toContain('dockerd: 302 goroutines wait for 1 lock');
    expect(stdout).toMatch(/the container lock 0xc003af6800 \(Mutex\)/);
    expect(stdout).toMatch(/held by +daemon\.\(\*Daemon\)\.containerStart:154/);
    expect(stdout).toMatch(/waits for +the kernel \(syscall\.Stat\)/);
  });

  it('are read from any dump, with the cycles among them', async () => {
    const frames = (lock: string, ...places: string[]): string =>
      [`sync.(*Mutex).Lock(${lock})`, '\t/go/src/sync/mutex.go:134 +0x6b', ...places].join('\n');
    const at = (name: string, line: number): string => `main.${name}(0x1)\n\t/src/${name}.go:${line} +0x1d`;
    const dump = [
      `goroutine 7 [semacquire, 5 minutes]:\n${frames('0xc420000100', at('a', 10))}\n`,
      `goroutine 8 [semacquire, 5 minutes]:\n${frames('0xc420000200', at('b', 10))}\n`,
      `goroutine 9 [semacquire, 5 minutes]:\n${frames('0xc420000200', at('a', 12))}\n`,
      `goroutine 10 [semacquire, 5 minutes]:\n${frames('0xc420000100', at('b', 12))}\n`,
    ].join('\n');
    expect(await json(['locks', '-'], Buffer.from(dump))).toMatchObject({
      profiles: [{ daemon: 'standard input', cycles: [['0xc420000100', '0xc420000200']] }],
      gaps: [],
    });
    const { stdout } = await runDeadwait(['locks', '-', '--width', '160'], { stdin: Buffer.from(dump) });
    expect(stdout).toMatch(/cycle +the lock 0xc420000100 → the lock 0xc420000200 → the lock 0xc420000100/);
  });

  it('are none where nobody waits for one', async () => {
    const { stdout, status } = await runDeadwait(['locks', inCase('pprof/dockerd/goroutine.debug2.txt')]);
    expect({ stdout, status }).toMatchObject({ status: 0 });
    expect(stdout).toContain('no goroutine waits for a lock');
  });
});

describe('goroutines of any Go program', () => {
  const dumps = ['goroutine.debug1.txt', 'goroutine.debug2.txt', 'goroutine.pb.gz'];

  it.each(dumps)('are read from %s, told by content', async (name) => {
    const path = inCase(`pprof/dockerd/${name}`);
    const nameless = join(folder, 'nameless');
    writeFileSync(nameless, readFileSync(path));
    expect(await json(['goroutines', nameless])).toMatchObject({
      profiles: [{ daemon: 'nameless', file: nameless, total: 3078 }],
      gaps: [],
    });
  });

  it.each(dumps)('are read from %s on standard input, gzipped or not', async (name) => {
    const bytes = readFileSync(inCase(`pprof/dockerd/${name}`));
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    for (const input of [plain, gzipSync(plain)])
      expect(await json(['goroutines', '-'], input)).toMatchObject({ profiles: [{ total: 3078 }] });
  });

  it('are read although something stands in front of them, or the end is missing', async () => {
    const dump = readFileSync(inCase('pprof/dockerd/goroutine.debug2.txt'));
    const input = Buffer.concat([Buffer.from('SIGQUIT: quit\nPC=0x1 m=0\n\n'), dump.subarray(0, 100_000)]);
    const { profiles } = (await json(['goroutines', '-'], input)) as { profiles: { total: number }[] };
    expect(profiles[0]?.total).toBeGreaterThan(10);
  });
});

describe('other bare files', () => {
  it('are the output of ss', async () => {
    expect(await json(['sockets', inCase('sockets/ss-xanp.txt')])).toMatchObject({ source: 'ss', gaps: [] });
  });

  it.each(['heap.pb.gz', 'heap.debug1.txt'])('are heap profiles: %s', async (name) => {
    const { profiles } = (await json(['heap', inCase(`pprof/dockerd/${name}`)])) as { profiles: unknown[] };
    expect(profiles).toHaveLength(1);
    const [profile] = profiles as {
      inUseBytes: number;
      notAttributedBytes: number;
      uses: { bytes: number }[];
    }[];
    const attributed = profile?.uses.reduce((sum, { bytes }) => sum + bytes, 0);
    expect((attributed ?? 0) + (profile?.notAttributedBytes ?? 0)).toBe(profile?.inUseBytes);
  });

  it('are logs, each told by its name or content', async () => {
    const files = ['logs/dockerd.log', 'logs/kubelet.log'].map(inCase);
    const { logs } = (await json(['logs', ...files])) as { logs: { daemon: string; file: string }[] };
    expect(logs.map(({ daemon, file }) => [daemon, file])).toEqual([
      ['dockerd', files[0]],
      ['kubelet', files[1]],
    ]);
    const piped = (await json(['logs', '-'], readFileSync(inCase('logs/kubelet.log')))) as {
      logs: { daemon: string }[];
    };
    expect(piped.logs.map(({ daemon }) => daemon)).toEqual(['kubelet']);
  });

  it('are thread tables', async () => {
    const { blocked } = (await json(['tasks', inCase('tasks/ps-eLo.txt')])) as { blocked: { pid: number }[] };
    expect(blocked.map(({ pid }) => pid)).toEqual([12915, 12992, 12993, 13021]);
  });
});

describe('logs --since', () => {
  interface Log {
    readonly lineCount: number;
    readonly firstAt: string;
    readonly lastAt: string;
    readonly messages: readonly { readonly first: { readonly line?: number } }[];
  }
  const log = inCase('logs/dockerd.log');
  const read = async (...argv: string[]): Promise<Log> => {
    const { logs } = await json(['logs', ...argv]);
    const [log] = logs as Log[];
    if (log === undefined) throw new Error('no log');
    return log;
  };

  it('counts only what is not older, and then numbers no lines', async () => {
    const whole = await read(log);
    const half = (Date.parse(whole.lastAt) - Date.parse(whole.firstAt)) / 2000;
    const part = await read('--since', `${Math.round(half)}s`, log);
    expect(part.lineCount).toBeGreaterThan(0);
    expect(part.lineCount).toBeLessThan(whole.lineCount);
    expect(Date.parse(part.firstAt)).toBeGreaterThan(Date.parse(whole.firstAt));
    expect(whole.messages[0]?.first.line).toBeGreaterThan(0);
    expect(part.messages.every(({ first }) => first.line === undefined)).toBe(true);
    expect(await read('--since', part.firstAt, log)).toMatchObject({ lineCount: part.lineCount });
  });

  it('gives the same where the log is packed and has to be read from its beginning', async () => {
    const packed = join(folder, 'dockerd.log.gz');
    writeFileSync(packed, gzipSync(readFileSync(log)));
    const { firstAt, lineCount } = await read('--since', '1s', log);
    expect(lineCount).toBeGreaterThan(0);
    expect(await read('--since', firstAt, packed)).toMatchObject({ lineCount });
  });

  it('says so where no line has a time that can be told, as klog leaves out the year', async () => {
    const { stderr } = await runDeadwait(['logs', '--since', '1h', inCase('logs/kubelet.log')]);
    expect(stderr).toMatch(/no line near its end has a time/);
  });

  it('is refused when it is no time', async () => {
    expect(await runDeadwait(['logs', '--since', 'yesterday', log])).toMatchObject({ status: 2 });
  });
});
