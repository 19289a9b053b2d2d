import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import type { HeapProfile } from '../model/heap.ts';
import { parseHeapProfile } from '../parse/go/heap-profile.ts';
import { parseHeapTextProfile } from '../parse/go/heap-text-profile.ts';
import { parseMemoryStats } from '../parse/go/memory-stats.ts';
import type { Collector } from './collector.ts';
import { untilFailure } from './profile-stream.ts';
import type { StreamFailure } from './profile-stream.ts';
import { gapOf, orGap, sortGaps } from './reading/gap-of.ts';

const DEADLINE_MS = 10_000;
const MOST_PROTOBUF_BYTES = 16 << 20;

/** What the heap of every daemon that has profiles is full of, and the statistics of its memory as a whole. */
export const heap: Collector = {
  id: 'heap',
  says: 'reading the heap of the daemons',
  async collect(host) {
    const gaps: Gap[] = [];
    const daemons = (await orGap('pprof', gaps, host.list('pprof'))) ?? [];
    const read = await Promise.all(daemons.map((daemon) => readDaemon(host, daemon)));
    return {
      part: { heaps: read.flatMap((daemon) => daemon.profile ?? []) },
      gaps: sortGaps([...gaps, ...read.flatMap((daemon) => daemon.gaps)]),
    };
  },
};

/** The protobuf form where there is one, completed by the statistics at the end of the text form; else the text form. */
async function readDaemon(host: Host, daemon: string): Promise<{ profile?: HeapProfile; gaps: Gap[] }> {
  const protobufFile = `pprof/${daemon}/heap.pb.gz`;
  const textFile = `pprof/${daemon}/heap.debug1.txt`;
  const gaps: Gap[] = [];
  const absent: Gap[] = [];
  const attempt = async <T>(file: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      (error instanceof HostError && error.reason === 'absent' ? absent : gaps).push(gapOf(file, error));
      return undefined;
    }
  };
  const openText = (): Promise<AsyncIterable<Uint8Array>> => host.open(textFile, { deadlineMs: DEADLINE_MS });

  const profile = await attempt(protobufFile, async () => {
    const bytes = await host.read(protobufFile, { deadlineMs: DEADLINE_MS, maxBytes: MOST_PROTOBUF_BYTES });
    return parseHeapProfile(bytes, { daemon, file: protobufFile });
  });
  if (profile !== undefined) {
    const memory = await attempt(textFile, async () => parseMemoryStats(await openText()));
    return { profile: memory === undefined ? profile : { ...profile, memory }, gaps };
  }
  const failure: StreamFailure = {};
  const text = await attempt(textFile, async () =>
    parseHeapTextProfile(untilFailure(await openText(), failure), { daemon, file: textFile }),
  );
  if (failure.error !== undefined) gaps.push(gapOf(textFile, failure.error));
  if (text !== undefined) return { profile: text, gaps };
  return { gaps: gaps.length > 0 ? gaps : absent.slice(0, 1) };
}
