import { guessDaemon } from '../causes/guess-daemon.ts';
import type { Host } from '../host/host.ts';
import { streamOf } from '../host/chunks.ts';
import { takeSnapshot } from '../investigate/take-snapshot.ts';
import { openBareFile } from './bare-file.ts';
import { hostOfFile } from './file-host.ts';
import { placeOfGoroutines, unpasteGoroutines } from './goroutine-file.ts';

/** A host of which nothing is known but a goroutine dump of one of its daemons; undefined when the file is no dump. */
export async function openDumpHost(path: string): Promise<Host | undefined> {
  const { file } = await unpasteGoroutines(await openBareFile(path, streamOf([])));
  const place = placeOfGoroutines(file);
  if (place === undefined) return undefined;
  const { goroutines } = await takeSnapshot(hostOfFile(file, place), { only: ['goroutines'] });
  const [profile] = goroutines;
  const daemon = profile && guessDaemon(profile);
  return daemon === undefined
    ? undefined
    : hostOfFile(file, place.replace(/^pprof\/[^/]+/, `pprof/${daemon}`));
}
