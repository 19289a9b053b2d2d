import { HostError } from '../system/host-error.ts';
import type { Host } from '../host/host.ts';
import { withPlainFile } from '../host/plain-file.ts';
import { parseDumpFile } from '../host/threads/parse-dump-file.ts';
import type { Gap } from '../model/gap.ts';
import type { GoroutineProfile } from '../model/goroutine.ts';
import type { ArgumentProbe } from '../parse/go/goroutine-grouping.ts';
import { parseGoroutineDump } from '../parse/go/goroutine-dump.ts';
import { parseGoroutineProtobuf } from '../parse/go/goroutine-protobuf.ts';
import { parseGoroutineTextProfile } from '../parse/go/goroutine-text-profile.ts';
import type { CollectOptions, Collector } from './collector.ts';
import { untilFailure } from './profile-stream.ts';
import type { StreamFailure } from './profile-stream.ts';
import { gapOf, orGap, sortGaps } from './reading/gap-of.ts';

/** A daemon may stop for seconds while it writes a profile. */
const DEADLINE_MS = 30_000;
const MOST_PROTOBUF_BYTES = 16 << 20;

/**
 * The goroutines of every daemon that has profiles: counted first (debug=1, else protobuf), which costs the daemon little;
 * then the full dump, which stops it while the dump is made, and which therefore is asked of a live daemon only when it has
 * few enough.
 */
export const goroutines: Collector = {
  id: 'goroutines',
  says: 'reading the goroutines of the daemons',
  async collect(host, options) {
    const gaps: Gap[] = [];
    const daemons = (await orGap('pprof', gaps, host.list('pprof'))) ?? [];
    const read = await Promise.all(daemons.map((daemon) => readDaemon(host, daemon, options)));
    return {
      part: { goroutines: read.flatMap((daemon) => daemon.profiles) },
      gaps: sortGaps([...gaps, ...read.flatMap((daemon) => daemon.gaps)]),
    };
  },
};

interface DaemonProfiles {
  readonly profiles: GoroutineProfile[];
  readonly gaps: Gap[];
}

/** One way to read a profile; what goes wrong is kept with it. */
interface Reading {
  readonly profile?: GoroutineProfile;
  readonly gap?: Gap;
  readonly absent: boolean;
}

async function readDaemon(host: Host, daemon: string, options: CollectOptions): Promise<DaemonProfiles> {
  const folder = `pprof/${daemon}`;
  const stream = async (file: string, failure: StreamFailure): Promise<AsyncIterable<Uint8Array>> =>
    untilFailure(await host.open(file, { deadlineMs: DEADLINE_MS }), failure);

  const text = await attempt(`${folder}/goroutine.debug1.txt`, async (file, failure) =>
    parseGoroutineTextProfile(await stream(file, failure), { daemon, file }),
  );
  const counted = [text];
  if (text.profile === undefined) {
    const protobuf = await attempt(`${folder}/goroutine.pb.gz`, async (file) => {
      const bytes = await host.read(file, { deadlineMs: DEADLINE_MS, maxBytes: MOST_PROTOBUF_BYTES });
      return parseGoroutineProtobuf(bytes, { daemon, file });
    });
    counted.push(protobuf);
  }
  const count = counted.at(-1)?.profile;
  const dump = `${folder}/goroutine.debug2.txt`;
  const { argumentProbes } = options;
  const full =
    refuseFullDump(host, dump, count, options) ??
    (await attempt(
      dump,
      async (file, failure) =>
        (await parseInThreads(host, { daemon, file, argumentProbes })) ??
        parseGoroutineDump(await stream(file, failure), { daemon, file, argumentProbes }),
    ));
  const readings = [...counted, full];
  // Either counted form will do: one that was never there is missed only where there is neither.
  const missed = (reading: Reading): boolean =>
    !reading.absent || reading === full || (reading === text && count === undefined);
  return {
    profiles: readings.flatMap((reading) => reading.profile ?? []),
    gaps: readings.flatMap((reading) => (reading.gap !== undefined && missed(reading) ? reading.gap : [])),
  };
}

/** The full dump, read by several threads where it lies in a large file; undefined: read it as a stream. */
function parseInThreads(
  host: Host,
  options: {
    readonly daemon: string;
    readonly file: string;
    readonly argumentProbes: readonly ArgumentProbe[];
  },
): Promise<GoroutineProfile | undefined> {
  return withPlainFile(host, options.file, (file) =>
    parseDumpFile(file, { ...options, deadlineMs: DEADLINE_MS }),
  );
}

/** The gap in place of the full dump, where asking for it would stop a live daemon for too long. */
function refuseFullDump(
  host: Host,
  file: string,
  count: GoroutineProfile | undefined,
  options: CollectOptions,
): Reading | undefined {
  if (!host.live || options.fullDumpLimit === Number.POSITIVE_INFINITY) return undefined;
  // A daemon that does not even tell how many there are is not asked, and the gaps of the counted forms say why.
  if (count === undefined) return { absent: true };
  const total = Math.max(count.declaredTotal ?? 0, count.total);
  if (total <= options.fullDumpLimit) return options.sparesFullDump?.(count) ? { absent: true } : undefined;
  const detail = `There are ${total} goroutines; the full dump stops the daemon while it is made and was not asked for (limit: ${options.fullDumpLimit}). --deep asks for it all the same.`;
  return { gap: { source: file, reason: 'too-large', detail }, absent: false };
}

async function attempt(
  file: string,
  read: (file: string, failure: StreamFailure) => Promise<GoroutineProfile>,
): Promise<Reading> {
  const failure: StreamFailure = {};
  try {
    const profile = await read(file, failure);
    if (failure.error !== undefined) {
      return { profile: { ...profile, truncated: true }, gap: gapOf(file, failure.error), absent: false };
    }
    if (!profile.truncated && profile.ungrouped === undefined) return { profile, absent: false };
    return { profile, gap: incompleteGap(profile), absent: false };
  } catch (error) {
    const cause = failure.error ?? error;
    return { gap: gapOf(file, cause), absent: cause instanceof HostError && cause.reason === 'absent' };
  }
}

function incompleteGap(profile: GoroutineProfile): Gap {
  const { file, total, ungrouped } = profile;
  const detail =
    ungrouped === undefined
      ? `The profile breaks off; ${total} goroutines of it could be read.`
      : `There are too many different stacks; ${ungrouped} goroutines besides the ${total} in groups were not kept.`;
  return { source: file, reason: ungrouped === undefined ? 'malformed' : 'too-large', detail };
}
