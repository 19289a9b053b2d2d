import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import {
  parseCriContainers,
  parseCriContainerStatus,
  parseCriSandboxes,
} from '../../src/parse/api/cri-containers.ts';
import { parseCriVersion } from '../../src/parse/api/cri-version.ts';
import { parseDockerContainers } from '../../src/parse/api/docker-containers.ts';
import { parseDockerInfo } from '../../src/parse/api/docker-info.ts';
import { parseDockerInspect } from '../../src/parse/api/docker-inspect.ts';
import { parseDockerVersion } from '../../src/parse/api/docker-version.ts';
import { failureReason, quoteFailure } from '../../src/parse/api/inspect-error.ts';
import { parseOciSpec } from '../../src/parse/api/oci-spec.ts';
import { parseProgramVersion } from '../../src/parse/api/program-version.ts';
import { parseStorageContainers } from '../../src/parse/api/storage-containers.ts';
import { parseContainerdConfig } from '../../src/parse/config/containerd-config.ts';
import { parseFunctionName } from '../../src/parse/go/function-name.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';
import { parseGoroutineProtobuf } from '../../src/parse/go/goroutine-protobuf.ts';
import { parseGoroutineTextProfile } from '../../src/parse/go/goroutine-text-profile.ts';
import { parseHeapProfile } from '../../src/parse/go/heap-profile.ts';
import { parseHeapTextProfile } from '../../src/parse/go/heap-text-profile.ts';
import { parseMemoryStats } from '../../src/parse/go/memory-stats.ts';
import { looksPasted, readPastedStacks } from '../../src/parse/go/pasted/pasted-stacks.ts';
import { recogniseHead } from '../../src/parse/head/file-head.ts';
import { parseJsonMembers } from '../../src/parse/json-members.ts';
import { readLogLine } from '../../src/parse/log/log-line.ts';
import { scanLog } from '../../src/parse/log/scan-log.ts';
import { countDescriptors } from '../../src/parse/proc/descriptor-count.ts';
import { parseProcNetUnix } from '../../src/parse/socket/proc-net-unix.ts';
import { parseSsTable } from '../../src/parse/socket/ss-table.ts';
import { parseUnixDiag } from '../../src/parse/socket/unix-diag.ts';
import { parseVersion } from '../../src/parse/version.ts';
import { messages } from '../parse/log/messages.ts';
import { chunksOf, PARSERS } from '../parse/proc/parsers.ts';

/** One format: what it is tried with, and what may come of it. */
export interface Target {
  readonly name: string;
  /** Real inputs, from goldens and recorded cases. */
  readonly seeds: () => Promise<readonly Uint8Array[]>;
  readonly run: (bytes: Uint8Array) => unknown;
  /** Names of the errors that it may end with. */
  readonly errors: readonly string[];
}

const CASE = 'examples/kill-wait-18.09.2.tar.gz';
const CLOCK = { capturedAtMs: Date.UTC(2026, 10, 24, 4), bootAtMs: Date.UTC(2026, 10, 24, 1) };
const NAMED = { daemon: 'dockerd', file: 'file' };
const SEED_BYTES = 64 * 1024;

const chunks = (bytes: Uint8Array): AsyncIterable<Uint8Array> => chunksOf(bytes, 4096);
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Goldens of a folder whose names fit. */
function goldens(folder: string, name: RegExp): () => Promise<readonly Uint8Array[]> {
  const below = `test/parse/${folder}/goldens`;
  return async () =>
    readdirSync(below)
      .filter((file) => name.test(file))
      .sort()
      .map((file) => readFileSync(join(below, file)).subarray(0, SEED_BYTES));
}

/** The beginning of these files of the example case. */
function ofCase(...paths: readonly string[]): () => Promise<readonly Uint8Array[]> {
  return async () => {
    const host = await openRecordedHost(CASE);
    try {
      return await Promise.all(paths.map((path) => host.read(path)));
    } finally {
      await host.close();
    }
  };
}

const texts =
  (...seeds: readonly string[]): (() => Promise<readonly Uint8Array[]>) =>
  async () =>
    seeds.map((seed) => Buffer.from(seed));

function target(
  name: string,
  seeds: Target['seeds'],
  run: Target['run'],
  errors: readonly string[] = ['ParseError'],
): Target {
  return { name, seeds, run, errors };
}

const dumps = goldens('go', /debug2\.txt$/);
const logs = goldens('log', /\.log$/);

export const targets: readonly Target[] = [
  ...[...PARSERS].map(([name, parse]) =>
    target(name, goldens('proc', new RegExp(`^${name}\\..*txt$`)), (bytes) => parse(utf8(bytes))),
  ),
  target('descriptor-count', goldens('proc', /^fd-list/), (bytes) => countDescriptors(chunks(bytes))),
  target('goroutine-dump', dumps, (bytes) => parseGoroutineDump(chunks(bytes), NAMED)),
  target('goroutine-text', goldens('go', /2\.debug1\.txt$/), (bytes) =>
    parseGoroutineTextProfile(chunks(bytes), NAMED),
  ),
  target('heap-text', goldens('go', /heap\.debug1\.txt$/), (bytes) =>
    parseHeapTextProfile(chunks(bytes), NAMED),
  ),
  target('memory-stats', goldens('go', /heap\.debug1\.txt$/), (bytes) => parseMemoryStats(chunks(bytes))),
  target('goroutine-protobuf', protobufs('goroutine'), (bytes) => parseGoroutineProtobuf(bytes, NAMED)),
  target('heap-protobuf', protobufs('heap'), (bytes) => parseHeapProfile(bytes, NAMED)),
  target('pasted', dumps, (bytes) => readPastedStacks(utf8(bytes))),
  target('looks-pasted', dumps, (bytes) => looksPasted(utf8(bytes))),
  target(
    'function-name',
    texts('github.com/docker/docker/daemon.(*Daemon).Kill.func1.2', 'a%2eb/c.(*T[...]).(a/b.m)-fm'),
    (bytes) => parseFunctionName(utf8(bytes)),
  ),
  target(
    'file-head',
    async () => [...(await dumps()), readFileSync(CASE).subarray(0, SEED_BYTES)],
    (bytes) => recogniseHead(bytes, { pasted: true }),
  ),
  target('log', logs, (bytes) =>
    scanLog(chunks(bytes), { file: 'logs/x.log', daemon: 'dockerd', messages, ...CLOCK }),
  ),
  target('log-line', logs, (bytes) => readLogLine(utf8(bytes), CLOCK)),
  target('ss', goldens('socket', /ss\.txt$/), (bytes) => parseSsTable(chunks(bytes))),
  target('proc-net-unix', goldens('socket', /proc-net-unix/), (bytes) => parseProcNetUnix(chunks(bytes))),
  target('unix-diag', goldens('socket', /\.bin$/), (bytes) => parseUnixDiag([bytes])),
  target('docker-version', goldens('api', /^version/), (bytes) => parseDockerVersion(bytes)),
  target('docker-info', goldens('api', /^info/), (bytes) => parseDockerInfo(bytes)),
  target('docker-containers', goldens('api', /^containers/), (bytes) => parseDockerContainers(bytes, 'x')),
  target('docker-inspect', goldens('api', /^inspect/), (bytes) => parseDockerInspect(bytes, 'x')),
  target('oci-spec', goldens('api', /^config/), (bytes) => parseOciSpec(bytes, 'x')),
  target('cri-version', goldens('api', /^Version/), (bytes) => parseCriVersion(bytes)),
  target('cri-containers', goldens('api', /^ListC/), (bytes) => parseCriContainers(bytes, 'x')),
  target('cri-sandboxes', goldens('api', /^ListP/), (bytes) => parseCriSandboxes(bytes, 'x')),
  target('cri-status', goldens('api', /^container-status/), (bytes) => parseCriContainerStatus(bytes, 'x')),
  target(
    'storage-containers',
    texts('[{"id":"a","names":["b"],"metadata":"{\\"pod-name\\":\\"c\\"}"}]'),
    (bytes) => parseStorageContainers(bytes, 'x'),
  ),
  target('inspect-error', texts('no answer within 2 s\n', 'Error: context deadline exceeded\n'), (bytes) =>
    failureReason(quoteFailure(utf8(bytes)).quote),
  ),
  target('json-members', goldens('api', /json$/), (bytes) => parseJsonMembers(utf8(bytes))),
  target('program-version', texts('containerd github.com/containerd/containerd v1.6.20 abc\n'), (bytes) =>
    parseProgramVersion(utf8(bytes)),
  ),
  target('version', texts('18.09.2', 'v1.6.20~ds1'), (bytes) => parseVersion(latin1(bytes))),
  target(
    'containerd-config',
    texts('version = 2\nroot = "/var/lib/containerd"\n[debug]\n  address = "/x"\n'),
    (bytes) => parseContainerdConfig(utf8(bytes)),
  ),
  target('archive', archives, readArchive, ['HostError']),
];

function protobufs(name: string): Target['seeds'] {
  const packed = ofCase(`pprof/dockerd/${name}.pb.gz`);
  return async () => (await packed()).flatMap((bytes) => [bytes, gunzipSync(bytes).subarray(0, SEED_BYTES)]);
}

/** A case of its own, small and not packed: what changes in it is its headers as often as its contents. */
async function archives(): Promise<readonly Uint8Array[]> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  archive.entry({ name: 'uname' }, 'Linux a 5.15 x86_64\n');
  archive.entry({ name: 'proc/1/mountinfo' }, '27 1 254:0 / / rw - ext4 /dev/vda rw\n');
  archive.entry({ name: 'tasks/ps-eLo.txt' }, '1 1 0 S - 02:07 78 init /sbin/init\n');
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  return [Buffer.concat(parts), readFileSync(CASE).subarray(0, SEED_BYTES)];
}

async function readArchive(bytes: Uint8Array): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-fuzz-archive-'));
  try {
    const file = join(folder, 'case.tar');
    writeFileSync(file, bytes);
    const host = await openRecordedHost(file);
    for (const name of await host.list('')) await host.list(name);
    await host.read('uname').catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'HostError')) throw error;
    });
    await host.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
