import { findLockGraph } from '../../../src/causes/locks/lock-graph.ts';
import { describedLocks } from '../../../src/causes/locks/lock-graph.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import { conclude, findProbes } from '../../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import type { GoroutineProfile } from '../../../src/model/goroutine.ts';
import type { LockGraph } from '../../../src/model/lock.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';

export const causes = await loadCauses([]);

/**
 * `count` goroutines as a full dump prints them. A frame is `function(arguments) file:line`, leaf first; without arguments it gets
 * `(...)`, without a place one of its own.
 */
export function goroutines(count: number, header: string, frames: readonly string[]): string {
  const lines = frames.flatMap((frame, index) => {
    const [, call = frame, place = `x.go:${10 + index}`] = /^(.*?) (\S+\.go:\d+)$/.exec(frame) ?? [];
    return [
      call.endsWith(')') && /\([^*]*\)$/.test(call) ? call : `${call}(...)`,
      `\t/go/src/${place} +0x1d`,
    ];
  });
  return Array.from(
    { length: count },
    (_, index) => `goroutine ${100 + index} [${header}]:\n${lines.join('\n')}\n`,
  ).join('\n');
}

/** What stands above a function that waits for a Mutex, in Go 1.13 to 1.23. */
export const mutex = (address: string): string[] => [
  'sync.runtime_SemacquireMutex(0x7ea?, 0x90?, 0xdd3547?) runtime/sema.go:77',
  `sync.(*Mutex).lockSlow(${address}) sync/mutex.go:171`,
  'sync.(*Mutex).Lock(...) sync/mutex.go:90',
];

/** The same in Go 1.10 to 1.12. */
export const oldMutex = (address: string): string[] => [
  `sync.runtime_SemacquireMutex(0x${(BigInt(address) + 4n).toString(16)}, 0x0) runtime/sema.go:71`,
  `sync.(*Mutex).Lock(${address}) sync/mutex.go:134`,
];

/** The same since Go 1.24. */
export const newMutex = (address: string): string[] => [
  'internal/sync.runtime_SemacquireMutex(0xc0005a2010?, 0x2?, 0x1?) runtime/sema.go:95',
  `internal/sync.(*Mutex).lockSlow(${address}) internal/sync/mutex.go:149`,
  'internal/sync.(*Mutex).Lock(...) internal/sync/mutex.go:70',
  'sync.(*Mutex).Lock(...) sync/mutex.go:46',
];

export const MOBY = 'github.com/docker/docker/';
export const INSPECT = [
  `${MOBY}daemon.(*Daemon).ContainerInspectCurrent(0xc0006f01e0, {0xc003da0406?, 0x26bc0f6?}, 0x0) daemon/inspect.go:40`,
  `${MOBY}api/server/router/container.(*containerRouter).getContainersByName`,
  'net/http.(*conn).serve',
];

/** What waits for an answer of containerd. */
export const RPC = [
  'google.golang.org/grpc/internal/transport.(*Stream).waitOnHeader',
  'google.golang.org/grpc.(*ClientConn).Invoke',
];

export async function profileOf(dump: string, daemon = 'dockerd'): Promise<GoroutineProfile> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(dump);
  }
  return parseGoroutineDump(bytes(), {
    daemon,
    file: `pprof/${daemon}/goroutine.debug2.txt`,
    argumentProbes: findProbes(causes),
  });
}

/** The locks of a dump, with all that the knowledge files say of them. */
export async function graphOf(...parts: readonly string[]): Promise<LockGraph> {
  return findLockGraph(await profileOf(parts.join('\n')), describedLocks(causes));
}

/** A host of which nothing is known but the goroutines of one daemon, and what else is given. */
export async function diagnose(
  daemon: string,
  version: string | undefined,
  parts: readonly string[],
  more: Partial<Snapshot> = {},
): Promise<Diagnosis> {
  const profile = await profileOf(parts.join('\n'), daemon);
  return conclude(
    {
      host: { live: false },
      daemons: [{ name: daemon, ...(version === undefined ? {} : { version }), pid: 411 }],
      containers: [],
      goroutines: [profile],
      heaps: [],
      logs: [],
      gaps: [],
      ...more,
    },
    causes,
  );
}
