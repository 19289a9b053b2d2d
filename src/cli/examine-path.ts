import { loadCauses } from '../causes/knowledge/load-causes.ts';
import { guessDaemon } from '../causes/guess-daemon.ts';
import type { Host } from '../host/host.ts';
import { conclude, examine, findProbes, type Examination } from '../investigate/investigate.ts';
import { takeSnapshot } from '../investigate/take-snapshot.ts';
import type { Gap } from '../model/gap.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { openBareFile, type BareFile } from './bare-file.ts';
import type { Call } from './command.ts';
import { Fault } from './faults.ts';
import { hostOfFile } from './file-host.ts';
import { placeOfGoroutines, unpasteGoroutines } from './goroutine-file.ts';
import { openCase } from './open-host.ts';
import { depth } from './run-step.ts';
import { withKnowledge } from './with-knowledge.ts';

/** `profileOnly`: nothing but one profile was there, which does not show that all is well. */
export interface ExaminedPath extends Examination {
  readonly profileOnly: boolean;
}

/** Examines what lies at a path: a recorded case, or a bare goroutine dump or heap profile of a Go program. */
export async function examinePath(call: Call, path: string): Promise<ExaminedPath> {
  let host: Host;
  try {
    host = await openCase(path);
  } catch (error) {
    const isOther = error instanceof Fault && error.code === 'not-a-case';
    const examined = isOther ? await examineProfile(call, path) : undefined;
    if (examined === undefined) throw error;
    return { ...examined, profileOnly: true };
  }
  try {
    return { ...(await examineHost(call, host)), profileOnly: false };
  } finally {
    await host.close();
  }
}

/** Examines a host with the options of the call. */
export function examineHost(call: Call, host: Host): Promise<Examination> {
  return withKnowledge(() =>
    examine(host, {
      knowledgeFolders: call.options.knowledge,
      onProgress: call.progress.says,
      ...depth(call),
    }),
  );
}

interface BareProfile {
  readonly file: BareFile;
  /** Where the case layout may have it. */
  readonly places: readonly string[];
}

/** A file whose first bytes are those of a profile; undefined for any other, and for what is no file. */
async function openProfile(call: Call, path: string): Promise<BareProfile | undefined> {
  let file: BareFile;
  try {
    file = await openBareFile(path, call.stdin);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
  if (file.head.startsWith('heap profile:')) return { file, places: ['heap.debug1.txt'] };
  const { file: dump } = await unpasteGoroutines(file);
  const place = placeOfGoroutines(dump)?.split('/').at(-1);
  if (place === undefined) return undefined;
  // A protobuf does not tell in front what it counts.
  return { file: dump, places: place === 'goroutine.pb.gz' ? [place, 'heap.pb.gz'] : [place] };
}

/** Of a program that the dump itself does not tell. */
const UNKNOWN_PROGRAM = 'program';

/** Undefined for what is no profile. */
async function examineProfile(call: Call, path: string): Promise<Examination | undefined> {
  const bare = await openProfile(call, path);
  if (bare === undefined) return undefined;
  const { file, places } = bare;
  const causes = await withKnowledge(() => loadCauses(call.options.knowledge));
  for (const place of places) {
    const layoutPath = `pprof/${UNKNOWN_PROGRAM}/${place}`;
    const snapshot = await takeSnapshot(hostOfFile(file, layoutPath), {
      only: ['goroutines', 'heap'],
      argumentProbes: findProbes(causes),
    });
    if (snapshot.goroutines.length + snapshot.heaps.length === 0) continue;
    const own = snapshot.gaps.filter(({ source }) => source === layoutPath);
    const renamed = renameProfiles(snapshot, file.name, own);
    return { snapshot: renamed, diagnosis: conclude(renamed, causes), causes };
  }
  return undefined;
}

/** Under the name that the user gave, of the program that the dump tells; all that was not given is one gap. */
function renameProfiles(snapshot: Snapshot, name: string, own: readonly Gap[]): Snapshot {
  const stacks = [
    ...snapshot.goroutines.flatMap(({ groups }) => groups),
    ...snapshot.heaps.flatMap(({ sites }) => sites),
  ];
  const daemon = guessDaemon({ groups: stacks }) ?? UNKNOWN_PROGRAM;
  return {
    ...snapshot,
    goroutines: snapshot.goroutines.map((profile) => ({ ...profile, daemon, file: name })),
    heaps: snapshot.heaps.map((profile) => ({ ...profile, daemon, file: name })),
    gaps: [
      ...own.map((gap) => ({ ...gap, source: name })),
      {
        source: name,
        reason: 'absent',
        detail:
          'Only this profile was given: nothing else of the host is known, such as its containers and sockets. That no cause is found in it does not show that all is well.',
      },
    ],
  };
}
