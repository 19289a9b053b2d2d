import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { caseFiles } from '../../../lab/simulate/write/case-files.ts';
import { hostSockets } from '../../../lab/simulate/write/sockets/host-sockets.ts';
import type { Recording } from '../../../lab/simulate/write/recording.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { parseGoroutineProtobuf } from '../../../src/parse/go/goroutine-protobuf.ts';
import { parseGoroutineTextProfile } from '../../../src/parse/go/goroutine-text-profile.ts';
import { parseHeapProfile } from '../../../src/parse/go/heap-profile.ts';
import { parseHeapTextProfile } from '../../../src/parse/go/heap-text-profile.ts';
import { countDescriptors } from '../../../src/parse/proc/descriptor-count.ts';
import { parseProcNetUnix } from '../../../src/parse/socket/proc-net-unix.ts';
import { parseSsTable } from '../../../src/parse/socket/ss-table.ts';
import { burst, bytesOf, recordingOf } from './simulated-case.ts';
import type { Wanted } from './simulated-case.ts';

const WANTED: readonly Wanted[] = [
  burst([30, 20, 10], 2),
  { ...burst([30, 20], 2), settleMs: 1500, clientTimeoutMs: 60_000 },
  { ...burst([7], 1), daemonVersion: '20.10.24', settleMs: 33_000 },
  { ...burst([7], 1), daemonVersion: '20.10.24', graceSeconds: -1, faults: ['fuse-lookup'] },
];

const daemon = 'dockerd';
const read = (recording: Recording, path: string): Buffer =>
  bytesOf(caseFiles(recording).find((file) => file.path === path));
const stream = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};

describe.each(WANTED)('what is written of %o', (wanted) => {
  const recording = recordingOf(wanted);
  const { outcome } = recording;

  test('has as many goroutines in every profile as dockerd has', async () => {
    const file = 'pprof/dockerd/goroutine.debug2.txt';
    const dump = await parseGoroutineDump(stream(read(recording, file)), { daemon, file });
    const counted = await parseGoroutineTextProfile(
      stream(read(recording, 'pprof/dockerd/goroutine.debug1.txt')),
      { daemon, file: 'pprof/dockerd/goroutine.debug1.txt' },
    );
    const encoded = parseGoroutineProtobuf(read(recording, 'pprof/dockerd/goroutine.pb.gz'), {
      daemon,
      file: 'pprof/dockerd/goroutine.pb.gz',
    });
    expect([dump.total, counted.total, counted.declaredTotal, encoded.total]).toEqual(
      Array.from({ length: 4 }, () => recording.goroutines),
    );
    expect(dump.truncated).toBe(false);
  });

  test('has the same stacks in the full and in the counted profiles', async () => {
    const options = { daemon, file: 'x' };
    const profiles = [
      await parseGoroutineDump(stream(read(recording, 'pprof/dockerd/goroutine.debug2.txt')), options),
      await parseGoroutineTextProfile(stream(read(recording, 'pprof/dockerd/goroutine.debug1.txt')), options),
      parseGoroutineProtobuf(read(recording, 'pprof/dockerd/goroutine.pb.gz'), options),
    ];
    const stopStacks = profiles.map(({ groups }) =>
      groups
        .filter(({ frames }) => frames.some((frame) => frame.function.includes('postContainersStop')))
        .map(
          ({ count, frames }) =>
            `${count} ${frames.map((frame) => `${frame.function}:${frame.line ?? ''}`).join(' ')}`,
        )
        .sort(),
    );
    expect(stopStacks[1]).toEqual(stopStacks[0]);
    expect(stopStacks[2]).toEqual(stopStacks[0]);
  });

  test('has as many descriptors and sockets as it has stops that wait', async () => {
    const path = `proc/${recording.scene.dockerdPid}/fd.txt`;
    const descriptors = await countDescriptors(stream(read(recording, path)));
    expect(descriptors.total).toBe(recording.descriptors);
    const table = await parseSsTable(stream(read(recording, 'sockets/ss-xanp.txt')));
    const plain = await parseProcNetUnix(stream(read(recording, 'proc/net/unix')));
    const all = hostSockets(recording).length + outcome.openStops + recording.watched;
    expect([table.count, plain.count, table.skippedRows, plain.skippedRows]).toEqual([
      all,
      all,
      undefined,
      undefined,
    ]);
    expect([...table.inode.subarray(0, all)]).toEqual([...plain.inode.subarray(0, all)]);
    expect(new Set(table.inode.subarray(0, all)).size).toBe(all);
  });

  test('has the same heap as text and as protobuf', async () => {
    const text = await parseHeapTextProfile(stream(read(recording, 'pprof/dockerd/heap.debug1.txt')), {
      daemon,
      file: 'x',
    });
    const encoded = parseHeapProfile(read(recording, 'pprof/dockerd/heap.pb.gz'), { daemon, file: 'x' });
    expect(Math.abs(encoded.inUseBytes - text.inUseBytes)).toBeLessThan(text.inUseBytes * 0.001);
    expect(text.memory?.stackInUseBytes).toBe(Math.round(recording.memory.stackBytes));
  });
});

function digest(recording: Recording): string {
  const hash = createHash('sha256');
  for (const file of caseFiles(recording)) hash.update(file.path).update(bytesOf(file));
  return hash.digest('hex');
}

test('the same seed gives the same bytes, another one other bytes', () => {
  const wanted = burst([9, 5], 2);
  expect(digest(recordingOf(wanted))).toBe(digest(recordingOf(wanted)));
  expect(digest(recordingOf({ ...wanted, seed: 2 }))).not.toBe(digest(recordingOf(wanted)));
});

test('a full dump larger than 64 MiB is cut there when asked for, in the middle of a goroutine', async () => {
  const recording = recordingOf({ ...burst([23_000], 300), cutDump: true });
  const bytes = read(recording, 'pprof/dockerd/goroutine.debug2.txt');
  expect(bytes.length).toBe(64 << 20);
  const dump = await parseGoroutineDump(stream(bytes), { daemon, file: 'x' });
  expect(dump.truncated).toBe(true);
});
