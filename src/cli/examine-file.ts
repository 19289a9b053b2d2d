import { loadCauses } from '../knowledge/load-causes.ts';
import { guessDaemon } from '../causes/facts/guess-daemon.ts';
import { conclude, findProbes, type Examination } from '../investigate/investigate.ts';
import { takeSnapshot } from '../investigate/take-snapshot.ts';
import type { Daemon } from '../model/daemon.ts';
import type { Gap } from '../model/gap.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SocketFacts } from '../model/unix-socket.ts';
import { looksLikeSs } from '../parse/head/ss-head.ts';
import { openBareFile, type BareFile } from './bare-file.ts';
import type { Call } from './command.ts';
import { Fault } from './faults.ts';
import { hostOfFile } from './file-host.ts';
import { placeOfGoroutines, unpasteGoroutines } from './goroutine-file.ts';
import { examinationToShow } from './without-secrets.ts';
import { withKnowledge } from './with-knowledge.ts';

/** Nothing but this was there, which does not show that all is well. */
export interface ExaminedFile extends Examination {
  readonly only: 'profile' | 'sockets';
}

/** One file of a host, known by its first bytes. */
interface KnownFile extends Pick<ExaminedFile, 'only'> {
  readonly file: BareFile;
  /** Where the case layout may have it. */
  readonly places: readonly string[];
  /** What was lost on the way of a paste. */
  readonly excerpt?: string;
}

/** Of a program that the dump itself does not tell. */
const UNKNOWN_PROGRAM = 'program';
const PROFILES = `pprof/${UNKNOWN_PROGRAM}`;

/** Examines a bare goroutine dump, heap profile or output of `ss -xanp`; undefined for any other file, and for what is no file. */
export async function examineFile(call: Call, path: string): Promise<ExaminedFile | undefined> {
  const known = await recognise(call, path);
  if (known === undefined) return undefined;
  const { only, file, places } = known;
  const causes = await withKnowledge(() => loadCauses(call.options.knowledge));
  for (const place of places) {
    const snapshot = await takeSnapshot(hostOfFile(file, place), {
      only: only === 'sockets' ? ['sockets'] : ['goroutines', 'heap'],
      argumentProbes: findProbes(causes),
      onProgress: call.progress.says,
    });
    if (snapshot.goroutines.length + snapshot.heaps.length === 0 && snapshot.sockets === undefined) continue;
    const own = snapshot.gaps.filter(({ source }) => source === place);
    const renamed = renameFile(snapshot, known, own);
    return examinationToShow(call, {
      snapshot: renamed,
      diagnosis: conclude(renamed, causes),
      causes,
      only,
    });
  }
  return undefined;
}

async function recognise(call: Call, path: string): Promise<KnownFile | undefined> {
  let file: BareFile;
  try {
    file = await openBareFile(path, call.stdin);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
  if (file.head.startsWith('heap profile:'))
    return { only: 'profile', file, places: [`${PROFILES}/heap.debug1.txt`] };
  if (looksLikeSs(file.head)) return { only: 'sockets', file, places: ['sockets/ss-xanp.txt'] };
  const { file: dump, says } = await unpasteGoroutines(file);
  const name = placeOfGoroutines(dump)?.split('/').at(-1);
  if (name === undefined) return undefined;
  // A protobuf does not tell in front what it counts.
  const names = name === 'goroutine.pb.gz' ? [name, 'heap.pb.gz'] : [name];
  return {
    only: 'profile',
    file: dump,
    places: names.map((each) => `${PROFILES}/${each}`),
    ...(says === undefined ? {} : { excerpt: says }),
  };
}

const ONLY = {
  profile:
    'Only this profile was given: nothing else of the host is known, such as its containers and sockets. That no cause is found in it does not show that all is well.',
  sockets:
    'Only these sockets were given: nothing else of the host is known, such as its containers and goroutines. That no cause is found in them does not show that all is well.',
} as const;

/** Under the name that the user gave, of the program that the dump tells; all that was not given is one gap. */
function renameFile(
  snapshot: Snapshot,
  { only, file: { name }, excerpt }: KnownFile,
  own: readonly Gap[],
): Snapshot {
  const stacks = [
    ...snapshot.goroutines.flatMap(({ groups }) => groups),
    ...snapshot.heaps.flatMap(({ sites }) => sites),
  ];
  const daemon = guessDaemon({ groups: stacks }) ?? UNKNOWN_PROGRAM;
  const { sockets } = snapshot;
  const gaps: readonly Gap[] = [
    ...own.map((gap) => ({ ...gap, source: name })),
    ...(excerpt === undefined ? [] : [{ source: name, reason: 'malformed' as const, detail: excerpt }]),
    { source: name, reason: 'absent', detail: ONLY[only] },
  ];
  return {
    ...snapshot,
    goroutines: snapshot.goroutines.map((profile) => ({ ...profile, daemon, file: name })),
    heaps: snapshot.heaps.map((profile) => ({ ...profile, daemon, file: name })),
    ...(sockets === undefined
      ? {}
      : {
          daemons: daemonsAmong(sockets),
          sockets: {
            ...sockets,
            file: name,
            groups: sockets.groups.map((group) => ({ ...group, sample: { ...group.sample, file: name } })),
          },
        }),
    gaps,
  };
}

const DAEMONS: readonly string[] = ['dockerd', 'containerd'];

/** The daemons that own sockets, by their names alone: that much ss tells. */
function daemonsAmong({ groups }: SocketFacts): readonly Daemon[] {
  const found = new Map<string, Daemon>();
  for (const { owner } of groups)
    if (owner !== undefined && DAEMONS.includes(owner.comm))
      found.set(`${owner.comm} ${owner.pid}`, { name: owner.comm, pid: owner.pid });
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, daemon]) => daemon);
}
