import type { Host } from '../../host/host.ts';
import { hostEntry, MEBIBYTE, type CaseEntry, type EntryList } from '../recording.ts';

const COUNTED = 'goroutine.debug1.txt';
const FULL_DUMP = 'goroutine.debug2.txt';
/** Small ones first, so that the large dump is asked of a daemon that is known to answer. */
const NAMES = [COUNTED, 'goroutine.pb.gz', 'heap.pb.gz', 'heap.debug1.txt', FULL_DUMP];

/** Profiles of the daemons. They hold addresses and names of functions, and no text of the host. */
export const profiles: EntryList = async (host, { fullDumpLimit }) => {
  const found: CaseEntry[] = [];
  for (const daemon of await host.list('pprof')) {
    const folder = `pprof/${daemon}`;
    const names = new Set(await host.list(folder));
    const dumps = !host.live || (await countGoroutines(host, `${folder}/${COUNTED}`)) <= fullDumpLimit;
    for (const name of NAMES)
      if (names.has(name) && (name !== FULL_DUMP || dumps))
        found.push(hostEntry(host, `${folder}/${name}`, 'binary', 4096 * MEBIBYTE));
  }
  return found;
};

/** What a profile says in its first line; infinite where it cannot be read, so that no dump is asked for. */
async function countGoroutines(host: Host, path: string): Promise<number> {
  try {
    for await (const chunk of await host.open(path)) {
      const total = /^goroutine profile: total (\d{1,15})\n/.exec(
        Buffer.from(chunk.subarray(0, 80)).toString('latin1'),
      )?.[1];
      return total === undefined ? Number.POSITIVE_INFINITY : Number(total);
    }
  } catch {
    // The entry itself makes a gap of it.
  }
  return Number.POSITIVE_INFINITY;
}
