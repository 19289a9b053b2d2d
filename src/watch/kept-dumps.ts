import type { GoroutineProfile } from '../model/goroutine.ts';

/** A full dump stops the daemon while it is made: it is not asked for oftener than this. */
const BETWEEN_MS = 60_000;
/** Goroutines that come and go in ordinary work, and deadwait's own. */
const PASSING = 20;

interface KeptDump {
  readonly atMs: number;
  /** How many there were of each stack when it was made. */
  readonly counted: ReadonlyMap<string, number>;
  /** Absent where it failed. */
  readonly dump?: GoroutineProfile;
  /** It shows what has waited for a minute or more since the watch began. */
  readonly settled: boolean;
}

/** The full dumps of the last looks, one for each daemon, and when a new one is due. */
export class KeptDumps {
  readonly #kept = new Map<string, KeptDump>();
  readonly #asked = new Map<string, GoroutineProfile>();

  /**
   * True where the dump that is kept will do: it is not a minute old, or as many goroutines stand in the same places as when it was
   * made. Once, a minute after the first, it is asked for all the same, because only then does it tell what waits for long.
   */
  spares(counted: GoroutineProfile, nowMs: number): boolean {
    const known = this.#kept.get(counted.daemon);
    const spared =
      known !== undefined &&
      (nowMs - known.atMs < BETWEEN_MS ||
        (known.settled && changeOf(known.counted, countStacks(counted)).changed <= PASSING));
    if (!spared) this.#asked.set(counted.daemon, counted);
    return spared;
  }

  /**
   * The profiles of a look, completed by the dumps that are kept. A dump is dropped as soon as more than a few of its goroutines are gone.
   */
  complete(profiles: readonly GoroutineProfile[], nowMs: number): readonly GoroutineProfile[] {
    const isDumped = (name: string): boolean =>
      profiles.some(({ daemon, format }) => daemon === name && format === 'debug2');
    for (const [daemon, counted] of this.#asked) {
      const dump = profiles.find((profile) => profile.daemon === daemon && profile.format === 'debug2');
      this.#kept.set(daemon, {
        atMs: nowMs,
        counted: countStacks(counted),
        settled: this.#kept.has(daemon),
        ...(dump === undefined ? {} : { dump }),
      });
    }
    this.#asked.clear();
    const added = profiles
      .filter(({ daemon, format }) => format !== 'debug2' && !isDumped(daemon))
      .flatMap((counted) => {
        const known = this.#kept.get(counted.daemon);
        if (known?.dump === undefined) return [];
        return changeOf(known.counted, countStacks(counted)).gone > PASSING ? [] : [known.dump];
      });
    return [...profiles, ...new Set(added)];
  }
}

/** The same stack in several groups (by labels) is counted together. */
function countStacks({ groups }: GoroutineProfile): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { frames, count } of groups) {
    const stack = frames.map((frame) => frame.function).join('\n');
    counts.set(stack, (counts.get(stack) ?? 0) + count);
  }
  return counts;
}

/** Goroutines that came or went, and those that went, between two counts. */
function changeOf(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): { readonly changed: number; readonly gone: number } {
  let came = 0;
  let gone = 0;
  for (const [stack, count] of now) came += Math.max(0, count - (before.get(stack) ?? 0));
  for (const [stack, count] of before) gone += Math.max(0, count - (now.get(stack) ?? 0));
  return { changed: came + gone, gone };
}
