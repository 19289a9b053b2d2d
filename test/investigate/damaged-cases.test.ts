import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { withBytes, withoutPaths } from '../support/altered-host.ts';

const EXAMPLE = 'examples/kill-wait-18.09.2.tar.gz';
let host: Host;
let folder: string;

beforeAll(async () => {
  host = await openRecordedHost(EXAMPLE);
  folder = await mkdtemp(join(tmpdir(), 'deadwait-damaged-'));
  execFileSync('tar', ['-xzf', EXAMPLE, '-C', folder]);
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

/** Per kind of file: what a diagnosis without it must still say. */
const KINDS: readonly [string, RegExp, Diagnosis['verdict']][] = [
  ['captured_at', /^captured_at$/, 'leak'],
  ['uname', /^uname$/, 'leak'],
  ['dockerd.pid', /^dockerd\.pid$/, 'leak'],
  ['the version', /^docker\/version\.json$/, 'leak'],
  ['docker info', /^docker\/info\.json$/, 'leak'],
  ['the list of containers', /^docker\/containers\.json$/, 'leak'],
  ['every inspect', /^docker\/inspect-/, 'leak'],
  ['the whole docker API', /^docker\//, 'leak'],
  ['the full dump', /goroutine\.debug2\.txt$/, 'leak'],
  ['debug=1', /goroutine\.debug1\.txt$/, 'leak'],
  ['both text profiles', /goroutine\.debug[12]\.txt$/, 'leak'],
  ['all goroutines', /goroutine/, 'stuck'],
  ['the heap', /heap/, 'leak'],
  ['what containerd runs', /^pprof\/containerd\//, 'leak'],
  ['descriptors', /fd\.txt$/, 'leak'],
  ['limits', /limits$/, 'leak'],
  ['process status', /^proc\/\d+\/status$/, 'leak'],
  ['cgroups', /cgroup$/, 'leak'],
  ['mounts', /mountinfo$/, 'leak'],
  ['kernel stacks', /\/stack$/, 'leak'],
  ['wait channels', /\/wchan$/, 'leak'],
  ['system calls', /\/syscall$/, 'leak'],
  ['task status', /task\/\d+\/status$/, 'leak'],
  ['the blocked tasks', /\/task\//, 'leak'],
  ['FUSE connections', /^sys\//, 'leak'],
  ['all of /proc', /^proc\//, 'leak'],
  ["dockerd's log", /^logs\/dockerd\.log$/, 'leak'],
  ["kubelet's log", /^logs\/kubelet\.log$/, 'leak'],
  ['all logs', /^logs\//, 'leak'],
];

describe.each(KINDS)('without %s', (_kind, paths, verdict) => {
  test.each([
    ['missing', (): Host => withoutPaths(host, paths)],
    ['empty', (): Host => withBytes(host, paths, new Uint8Array())],
    ['binary', (): Host => withBytes(host, paths, randomBytes(4_096))],
  ])('(%s) the rest of the diagnosis stands', async (_how, altered) => {
    const diagnosis = await investigate(altered());
    expect(diagnosis.verdict).toBe(verdict);
    for (const link of diagnosis.findings.flatMap((finding) => finding.chain))
      if (link.status === 'proven') expect(link.evidence.length).toBeGreaterThan(0);
  });
});

test.each([
  ['sockets', /^(?:sockets\/|proc\/net\/unix)/],
  ['threads', /^tasks\//],
])('without %s the leak is still found, and the gap is shown', async (_name, paths) => {
  const diagnosis = await investigate(withoutPaths(host, paths));
  expect(diagnosis.verdict).toBe('leak');
  expect(diagnosis.gaps.some(({ source }) => paths.test(source) || paths.test(`${source}/`))).toBe(true);
});

test('a dump that ends early is not trusted for counts, but for waits and arguments', async () => {
  const dump = Buffer.from(await host.read('pprof/dockerd/goroutine.debug2.txt', { maxBytes: 1 << 26 }));
  const torn = withBytes(host, /dockerd\/goroutine\.debug2/, dump.subarray(0, 900_000));
  const [leak] = (await investigate(torn)).findings;
  expect(leak).toMatchObject({
    cause: 'dockerd-kill-unbounded-wait',
    counts: { goroutines: 3000, sockets: 1500 },
  });
});

test('every single file of a folder may hold garbage', async () => {
  for (const name of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (name.isFile()) await writeFile(join(name.parentPath, name.name), randomBytes(300));
  const garbage = await openRecordedHost(folder);
  const diagnosis = await investigate(garbage);
  await garbage.close();
  expect(diagnosis.findings).toEqual([]);
  expect(diagnosis.gaps.length).toBeGreaterThan(5);
});
