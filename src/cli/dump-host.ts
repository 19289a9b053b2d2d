import { guessDaemon } from '../causes/guess-daemon.ts';
import type { Host } from '../host/host.ts';
import { streamOf } from '../host/chunks.ts';
import { takeSnapshot } from '../investigate/take-snapshot.ts';
import { isBinary, openBareFile } from './bare-file.ts';
import { fault } from './faults.ts';
import { hostOfFile } from './file-host.ts';
import { placeOfGoroutines, unpasteGoroutines } from './goroutine-file.ts';

/**
 * A host of which nothing is known but a goroutine dump of one of its daemons; undefined when the file is no dump. A fault when
 * nothing in it tells which program it is from.
 */
export async function openDumpHost(path: string): Promise<Host | undefined> {
  const given = await openBareFile(path, streamOf([])).catch(() => undefined);
  if (given === undefined || isBinary(given)) return undefined;
  const { file } = await unpasteGoroutines(given);
  const place = placeOfGoroutines(file);
  if (place === undefined) return undefined;
  const { goroutines } = await takeSnapshot(hostOfFile(file, place), { only: ['goroutines'] });
  const [profile] = goroutines;
  if (profile === undefined) return undefined;
  const daemon = guessDaemon(profile);
  if (daemon === undefined) {
    const problem = `${path} is a goroutine dump of a program that none of its functions tells`;
    throw fault('dump-of-unknown', { problem, path });
  }
  return hostOfFile(file, place.replace(/^pprof\/[^/]+/, `pprof/${daemon}`));
}
