/**
 * What fills a Go daemon's heap, in words. A place is known by functions on its stack: net/http/server.go (Go 1.10 to 1.26)
 * makes a 4 KiB reader and a 4 KiB writer for every connection; moby api/server/middleware/debug.go:33 reads the body of
 * every POST through another reader in debug mode.
 */
import type { HeapProfile, HeapSite } from '../model/heap.ts';

export interface HeapUse {
  readonly id: string;
  readonly says: string;
  readonly bytes: number;
  readonly objects: number;
  readonly sites: readonly HeapSite[];
}

/** The first that fits counts. Functions are written as Go prints them, without the path in front. */
const USES: readonly { id: string; says: string; functions: readonly RegExp[] }[] = [
  {
    id: 'http-body',
    says: "dockerd's debug-mode readers of request bodies",
    functions: [/bufio\.NewReaderSize$/, /middleware\.DebugRequestMiddleware/],
  },
  {
    id: 'http-read-buffer',
    says: 'read buffers of HTTP connections',
    functions: [/net\/http\.newBufioReader$/],
  },
  {
    id: 'http-write-buffer',
    says: 'write buffers of HTTP connections',
    functions: [/net\/http\.newBufioWriterSize$/],
  },
  {
    id: 'http-connection',
    says: 'HTTP requests and their connections',
    functions: [/net\/http\.\(\*(?:conn|Server|connReader|response)\)/],
  },
  {
    id: 'event-subscribers',
    says: 'queues of event subscribers',
    functions: [/pubsub\.\(\*Publisher\)\.Subscribe/],
  },
  { id: 'state-wait', says: 'helpers of State.Wait', functions: [/container\.\(\*State\)\.Wait/] },
  {
    id: 'goroutines',
    says: "the Go runtime's records of goroutines",
    functions: [/runtime\.(?:malg|allgadd|newproc1)$/],
  },
  { id: 'grpc', says: 'gRPC connections to containerd', functions: [/grpc(?:\/internal)?\/transport\./] },
  {
    id: 'logs',
    says: 'copying of container logs',
    functions: [/daemon\/logger\.|pkg\/ioutils\.\(\*BytesPipe\)/],
  },
];

/** The uses that are one HTTP connection each, whatever it does. */
export const HTTP_USES: ReadonlySet<string> = new Set([
  'http-body',
  'http-read-buffer',
  'http-write-buffer',
  'http-connection',
]);

/** Bytes in use by what they are for, most first; what fits nothing is left out. */
export function findHeapUses(profile: HeapProfile): readonly HeapUse[] {
  const uses = new Map<string, { bytes: number; objects: number; sites: HeapSite[] }>();
  for (const site of profile.sites) {
    const use = USES.find(({ functions }) =>
      functions.every((pattern) => site.frames.some((frame) => pattern.test(frame.function))),
    );
    if (use === undefined) continue;
    const sum = uses.get(use.id) ?? { bytes: 0, objects: 0, sites: [] };
    uses.set(use.id, {
      bytes: sum.bytes + site.inUseBytes,
      objects: sum.objects + site.inUseObjects,
      sites: [...sum.sites, site],
    });
  }
  return USES.flatMap(({ id, says }) => {
    const use = uses.get(id);
    return use === undefined ? [] : [{ id, says, ...use }];
  }).sort((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1));
}
