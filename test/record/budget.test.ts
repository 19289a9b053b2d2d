import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { recordCase, type RecordedCase } from '../../src/record/record-case.ts';
import { createCaseArchive } from '../../src/host/archive/case-archive.ts';
import { Budget } from '../../src/host/budget.ts';
import { HostError } from '../../src/system/host-error.ts';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';

const scratch = mkdtempSync(join(tmpdir(), 'deadwait-budget-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let made = 0;

async function record(
  host: Host,
  limits: { readonly deadlineMs: number; readonly maxBytes?: number },
): Promise<RecordedCase & { readonly path: string; readonly tookMs: number }> {
  const path = join(scratch, `${made++}.tar.gz`);
  const archive = await createCaseArchive(path, false, new Date(0));
  const began = performance.now();
  const recorded = await recordCase(host, archive, {
    blockedTasks: [],
    logBytes: 1 << 20,
    fullDumpLimit: 50_000,
    redact: true,
    toolVersion: 'test',
    budget: new Budget({ maxBytes: 2 ** 30, ...limits }),
  });
  const tookMs = performance.now() - began;
  await archive.finish();
  return { ...recorded, path, tookMs };
}

const IDS = Array.from({ length: 60 }, (_, at) => at.toString(16).padStart(64, '0'));
const TASKS = 'run/containerd/io.containerd.runtime.v2.task';

/** A host with 60 bundles, and a content for each path. */
function hostWith(open: (path: string) => Promise<AsyncIterable<Uint8Array>>): Host {
  const absent = (path: string): HostError => new HostError(path, 'absent', `${path} is not there`);
  return {
    name: 'a host in memory',
    live: false,
    open,
    read: (path) => Promise.reject(absent(path)),
    list: async (folder) => {
      if (folder === TASKS) return ['k8s.io'];
      if (folder === `${TASKS}/k8s.io`) return IDS;
      return folder === 'logs' ? ['dockerd.log'] : [];
    },
    unixSockets: () => Promise.reject(absent('sockets/ss-xanp.txt')),
    threads: () => Promise.reject(absent('tasks/ps-eLo.txt')),
    gaps: () => [],
    close: async () => {},
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const forever = <T>(): Promise<T> => new Promise<T>(() => {});
const isBundle = (path: string): boolean => path.startsWith(TASKS);

describe('a host on which everything hangs', () => {
  test.each([
    ['when it is opened', () => forever<AsyncIterable<Uint8Array>>()],
    [
      'in the middle of it',
      async () =>
        (async function* () {
          yield Buffer.from('{"a":');
          await forever();
        })(),
    ],
  ])('is recorded within the one deadline, and each source is a gap: %s', async (_, hang) => {
    const host = hostWith((path) => (path === 'uname' ? Promise.resolve(bytesOf('Linux x\n')) : hang()));
    const { manifest, over, tookMs, path } = await record(host, { deadlineMs: 400 });
    expect(over).toBe('deadline');
    expect(tookMs).toBeLessThan(3000);
    expect(manifest.gaps.length).toBeGreaterThan(10);
    expect(manifest.gaps.find(({ source }) => source === 'logs')).toMatchObject({
      reason: 'timeout',
      detail: 'not recorded: the deadline of 0.4 s was over',
    });
    const again = await openRecordedHost(path);
    expect(Buffer.from(await again.read('uname')).toString()).toBe('Linux x\n');
    await again.close();
  });

  test('is not asked for sixty files of a kind when eight in a row did not answer', async () => {
    let asked = 0;
    const host = hostWith(async (path) => {
      if (!isBundle(path)) return bytesOf('x\n');
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new HostError(path, 'timeout', `${path} did not answer within 0.02 s`);
    });
    const { manifest, over } = await record(host, { deadlineMs: 60_000 });
    expect(over).toBeUndefined();
    // Of each of the two kinds eight, and those that were on their way.
    expect(asked).toBeLessThan(2 * (8 + 4));
    const silent = manifest.gaps.filter(({ source, reason }) => isBundle(source) && reason === 'timeout');
    expect(silent).toHaveLength(120);
    expect(silent.at(-1)?.detail).toMatch(/^not asked for: 8 others of .* in a row did not answer$/);
  });

  test('does not lose what answers between two that hang', async () => {
    const host = hostWith(async (path) => {
      const odd = isBundle(path) && Number.parseInt(path.split('/').at(-2) ?? '', 16) % 2 === 1;
      if (odd) throw new HostError(path, 'timeout', `${path} did not answer`);
      return bytesOf('{}');
    });
    const { manifest, path } = await record(host, { deadlineMs: 60_000 });
    expect(manifest.gaps.filter(({ source }) => isBundle(source))).toHaveLength(60);
    const again = await openRecordedHost(path);
    const last = IDS.at(-2) ?? '';
    expect(Buffer.from(await again.read(`${TASKS}/k8s.io/${last}/config.json`)).toString()).toBe('{}');
    await again.close();
  });
});

test('a case is cut off at the limit of bytes, and stays valid', async () => {
  const host = hostWith(async (path) =>
    isBundle(path) ? bytesOf(JSON.stringify({ text: 'x'.repeat(10_000) })) : bytesOf('y\n'),
  );
  const { manifest, over, bytes, path } = await record(host, { deadlineMs: 60_000, maxBytes: 100_000 });
  expect(over).toBe('bytes');
  expect(bytes).toBeLessThanOrEqual(100_000);
  expect(manifest.gaps.find(({ source }) => source === 'logs')).toMatchObject({
    reason: 'too-large',
    detail: 'not recorded: the limit of 97.7 KiB was reached',
  });
  const again = await openRecordedHost(path);
  await expect(again.read('logs/dockerd.log')).rejects.toMatchObject({ reason: 'absent' });
  await again.close();
});

test('files lie in the archive in the order in which they are listed, whichever was read first', async () => {
  let at = 0;
  const host = hostWith(async () => {
    await new Promise((resolve) => setTimeout(resolve, (at++ * 7) % 5));
    return bytesOf('{}');
  });
  const { path } = await record(host, { deadlineMs: 60_000 });
  const order = execFileSync('tar', ['tzf', path], { encoding: 'utf8' }).trim().split('\n');
  const bundles = order.filter((path) => path.endsWith('config.json'));
  expect(bundles).toHaveLength(60);
  expect(bundles).toEqual([...bundles].sort());
});
