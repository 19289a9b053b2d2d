/** Looks at a live host again and again without being a load to it: what is dear or hardly changes is read once a minute. */
import { loadCauses } from '../knowledge/load-causes.ts';
import type { Collected } from '../collect/collector.ts';
import type { Host } from '../host/host.ts';
import { conclude, findProbes } from '../investigate/investigate.ts';
import { collectFrom, joinCollected } from '../investigate/take-snapshot.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Look } from '../report/watch/look.ts';
import { KeptDumps } from './kept-dumps.ts';
import { Patience } from './patience.ts';
import { KEEP_MS, spareHost, type KeptAnswer } from './sparing-host.ts';

/** Collectors that ask much of a daemon or read much of a disk. */
const DEAR = ['containers', 'heap', 'hung-tasks', 'logs'];

export interface LookerOptions {
  /** Opens the host anew for each look: daemons may have been restarted. */
  readonly open: () => Promise<Host>;
  readonly knowledgeFolders: readonly string[];
  readonly intervalMs: number;
  readonly now: () => number;
  /** Takes the secrets out of what is shown; without it everything stays. */
  readonly redact?: (diagnosis: Diagnosis) => Diagnosis;
}

export interface Looker {
  look(): Promise<Look>;
}

/** Rejects for knowledge that cannot be read (KnowledgeError). */
export async function createLooker(options: LookerOptions): Promise<Looker> {
  const { open, now, redact = (diagnosis) => diagnosis } = options;
  const causes = await loadCauses(options.knowledgeFolders);
  const argumentProbes = findProbes(causes);
  const patience = new Patience(options.intervalMs);
  const answers = new Map<string, KeptAnswer>();
  const dumps = new KeptDumps();
  let books: { readonly entries: Diagnosis['books']; readonly atMs: number } | undefined;
  const dear = new Map<string, { readonly collected: Collected; readonly atMs: number }>();

  return {
    look: async () => {
      const atMs = now();
      const host = await open();
      try {
        const spared = spareHost(host, { patience, answers, now });
        const fresh = [...dear].filter(([, { atMs: readAtMs }]) => atMs - readAtMs < KEEP_MS);
        const kept = new Map(fresh.map(([id, { collected }]) => [id, collected]));
        const sparesFullDump: NonNullable<Parameters<typeof collectFrom>[1]['sparesFullDump']> = (counted) =>
          dumps.spares(counted, atMs);
        const collected = await collectFrom(spared, { argumentProbes, sparesFullDump }, kept);
        for (const id of DEAR) {
          const part = collected.get(id);
          if (part !== undefined && !kept.has(id)) dear.set(id, { collected: part, atMs });
        }
        const snapshot = joinCollected([...collected.values()], spared);
        const goroutines = dumps.complete(snapshot.goroutines, atMs);
        const diagnosis = conclude({ ...snapshot, goroutines }, causes);
        if (books === undefined || kept.size === 0) books = { entries: diagnosis.books, atMs };
        return {
          atMs,
          diagnosis: redact({ ...diagnosis, books: books.entries }),
          booksAtMs: books.atMs,
          silent: spared.silent(),
        };
      } finally {
        await host.close();
      }
    },
  };
}
