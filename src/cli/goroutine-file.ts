import type { Snapshot } from '../model/snapshot.ts';
import { isBinary, type BareFile } from './bare-file.ts';
import { profileName } from './profile-name.ts';

const PLACE = 'pprof/dockerd/goroutine';

/**
 * Where the case layout has a goroutine profile of this form; undefined when the file is none. Told by content: a full dump may
 * have anything in front of it, such as a panic's message or a log's lines.
 */
export function placeOfGoroutines(file: BareFile): string | undefined {
  const { head } = file;
  if (head.startsWith('goroutine profile:')) return `${PLACE}.debug1.txt`;
  if (/^goroutine \d{1,19} (?:[^[\n]{0,80})?\[/m.test(head)) return `${PLACE}.debug2.txt`;
  return isBinary(file) ? `${PLACE}.pb.gz` : undefined;
}

/** The profiles of a file under the name that the user gave it. */
export function renameGoroutines(snapshot: Snapshot, file: BareFile): Snapshot {
  return {
    ...snapshot,
    goroutines: snapshot.goroutines.map((profile) => ({ ...profile, ...profileName(file) })),
  };
}
