import type { Snapshot } from '../model/snapshot.ts';
import { isBinary, type BareFile } from './bare-file.ts';
import { profileName } from './profile-name.ts';

const PLACE = 'pprof/dockerd/goroutine';

/** Where a dump lies in a case, told by its content; undefined for what is none. A full dump may have anything in front of it: a panic's message, a log's lines. */
export function placeOfDump(file: BareFile): string | undefined {
  const { head } = file;
  if (head.startsWith('goroutine profile:')) return `${PLACE}.debug1.txt`;
  if (/^goroutine \d{1,19} (?:[^[\n]{0,80})?\[/m.test(head)) return `${PLACE}.debug2.txt`;
  return isBinary(file) ? `${PLACE}.pb.gz` : undefined;
}

/** The goroutines under the name that the user gave their file. */
export function renameDump(snapshot: Snapshot, file: BareFile): Snapshot {
  return {
    ...snapshot,
    goroutines: snapshot.goroutines.map((profile) => ({ ...profile, ...profileName(file) })),
  };
}
