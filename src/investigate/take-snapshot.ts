/** Runs the collectors: those that need nothing at once, the others as soon as what they need is there. */
import { collectors } from '../collect/index.ts';
import type { CollectOptions, Collected, Collector } from '../collect/collector.ts';
import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../model/snapshot.ts';

export interface SnapshotOptions extends Partial<CollectOptions> {
  /** Ids of the collectors to run, with those that they need; all when absent. */
  readonly only?: readonly string[];
  readonly onProgress?: (says: string) => void;
}

const FULL_DUMP_LIMIT = 50_000;

/** Reads a host into a snapshot; never rejects for what the host does: a source that fails is a gap. */
export async function takeSnapshot(host: Host, options: SnapshotOptions = {}): Promise<Snapshot> {
  return joinCollected([...(await collectFrom(host, options)).values()], host);
}

/** What each collector gave, by its id. Those that are `kept` are not run again. */
export async function collectFrom(
  host: Host,
  options: SnapshotOptions,
  kept: ReadonlyMap<string, Collected> = new Map(),
): Promise<ReadonlyMap<string, Collected>> {
  const collectOptions: CollectOptions = {
    fullDumpLimit: options.fullDumpLimit ?? FULL_DUMP_LIMIT,
    argumentProbes: options.argumentProbes ?? [],
    ...(options.logsSince === undefined ? {} : { logsSince: options.logsSince }),
    ...(options.sparesFullDump === undefined ? {} : { sparesFullDump: options.sparesFullDump }),
  };
  const wanted = withNeeds(options.only ?? collectors.map((collector) => collector.id));
  const running = new Map<string, Promise<Collected>>(
    [...kept].map(([id, collected]) => [id, Promise.resolve(collected)]),
  );
  const start = (collector: Collector): Promise<Collected> => {
    const known = running.get(collector.id);
    if (known !== undefined) return known;
    const started = (async (): Promise<Collected> => {
      const needed = collectors.filter((one) => collector.needs?.includes(one.id));
      const before = merge(await Promise.all(needed.map(start)));
      options.onProgress?.(collector.says);
      return collector.collect(host, collectOptions, before);
    })();
    running.set(collector.id, started);
    return started;
  };
  const chosen = collectors.filter((collector) => wanted.has(collector.id));
  return new Map(
    await Promise.all(chosen.map(async (collector) => [collector.id, await start(collector)] as const)),
  );
}

/** The parts as one snapshot, with what the host itself could not read. */
export function joinCollected(parts: readonly Collected[], host: Pick<Host, 'gaps'>): Snapshot {
  const snapshot = merge(parts);
  return { ...snapshot, gaps: sortGaps([...snapshot.gaps, ...host.gaps()]) };
}

function withNeeds(ids: readonly string[]): ReadonlySet<string> {
  const wanted = new Set<string>();
  const add = (id: string): void => {
    if (wanted.has(id)) return;
    wanted.add(id);
    for (const needed of collectors.find((collector) => collector.id === id)?.needs ?? []) add(needed);
  };
  for (const id of ids) add(id);
  return wanted;
}

function merge(parts: readonly Collected[]): Snapshot {
  return parts.reduce<Snapshot>(
    (snapshot, { part, gaps }) => ({ ...snapshot, ...part, gaps: [...snapshot.gaps, ...gaps] }),
    EMPTY_SNAPSHOT,
  );
}

function sortGaps(gaps: readonly Gap[]): readonly Gap[] {
  const seen = new Map(gaps.map((gap) => [`${gap.source}\n${gap.reason}\n${gap.detail}`, gap]));
  return [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}
