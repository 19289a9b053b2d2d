import type { RunningProgram } from '../served/own-program.ts';
import type { HostState, Problem } from '../api.ts';
import { Refused } from '../refused.ts';
import type { KeptResults, PackedResult } from './kept-results.ts';
import type { Line } from './line.ts';
import { refusalOfEnd } from './program-end.ts';
import { Steps, type StepListener } from './steps.ts';

/** Something that a child works out: the report of a host, a comparison of two. */
export interface Job<Found> {
  readonly key: string;
  /** What was found holds for this version only. */
  readonly version: string;
  /** Found of what changes by itself: kept no longer than this. */
  readonly keptMs?: number;
  /** Refused when it cannot be begun. */
  start(onStep: (says: string) => void): Promise<RunningProgram>;
  /** The result in short. */
  summarise(output: Uint8Array): Found;
}

export interface JobState<Found> {
  readonly state: HostState;
  readonly found?: Found;
  readonly problem?: Problem;
}

interface Run {
  readonly version: string;
  readonly steps: Steps;
  readonly result: Promise<PackedResult>;
  stop(): void;
}

interface Known<Found> {
  version: string;
  run?: Run;
  found?: Found;
  refused?: Refused;
  /** It was done only just now, and is not done again. */
  resting: boolean;
}

const REST_MS = 5_000;
const MOST_KNOWN = 5_000;

/** Works each job once, whoever asks and however often, and keeps what came out. */
export class Jobs<Found> {
  readonly #line: Line;
  readonly #kept: KeptResults;
  readonly #known = new Map<string, Known<Found>>();
  /** Who listens to what has not begun. */
  readonly #early = new Map<string, Set<(steps: Steps) => void>>();
  #closed = false;

  constructor(line: Line, kept: KeptResults) {
    this.#line = line;
    this.#kept = kept;
  }

  state(key: string, version: string): JobState<Found> {
    const known = this.#known.get(key);
    if (known === undefined || known.version !== version) return { state: 'new' };
    const { run, found, refused } = known;
    const summary = found === undefined ? {} : { found };
    if (run !== undefined) return { state: 'examining', ...summary };
    if (refused !== undefined) return { state: 'failed', ...summary, problem: refused.problem };
    return { state: found === undefined ? 'new' : 'examined', ...summary };
  }

  /** The result, worked out when there is none yet, or `again` and not only just now. Rejects with Refused. */
  async result(job: Job<Found>, again: boolean): Promise<PackedResult> {
    const known = this.#current(job);
    if (known.run !== undefined) return known.run.result;
    if (known.resting && known.refused !== undefined) throw known.refused;
    if (!again || known.resting) {
      const kept = this.#kept.get(placeOf(job));
      if (kept !== undefined) return kept;
    }
    known.run = this.#begin(job, known);
    return known.run.result;
  }

  /** Follows what is under way, or begins within `patienceMs`. The function ends it. */
  follow(key: string, patienceMs: number, listener: StepListener): () => void {
    const running = this.#known.get(key)?.run;
    if (running !== undefined) return running.steps.follow(listener);
    let unfollow = (): void => {};
    const waiting = this.#early.get(key) ?? new Set();
    this.#early.set(key, waiting);
    const begun = (steps: Steps): void => {
      clearTimeout(timer);
      unfollow = steps.follow(listener);
    };
    const giveUp = (): void => {
      clearTimeout(timer);
      waiting.delete(begun);
      if (waiting.size === 0 && this.#early.get(key) === waiting) this.#early.delete(key);
    };
    const timer = setTimeout(() => {
      giveUp();
      listener.end();
    }, patienceMs);
    waiting.add(begun);
    return () => {
      giveUp();
      unfollow();
    };
  }

  /** Ends what is under way for the jobs whose key fits, and drops what was found. */
  forget(fits: (key: string) => boolean): void {
    for (const [key, { run, version }] of this.#known) {
      if (!fits(key)) continue;
      run?.stop();
      this.#known.delete(key);
      this.#kept.delete(placeOf({ key, version }));
    }
  }

  close(): void {
    this.#closed = true;
    this.forget(() => true);
  }

  /** What is known of the job as it is now. */
  #current({ key, version }: Job<Found>): Known<Found> {
    const known = this.#known.get(key);
    if (known?.version === version) return known;
    this.forget((each) => each === key);
    for (const [oldest, { run }] of this.#known) {
      if (this.#known.size < MOST_KNOWN) break;
      if (run === undefined) this.forget((each) => each === oldest);
    }
    const fresh: Known<Found> = { version, resting: false };
    this.#known.set(key, fresh);
    return fresh;
  }

  #begin(job: Job<Found>, known: Known<Found>): Run {
    const steps = new Steps();
    let program: RunningProgram | undefined;
    let stopped = this.#closed;
    const work = async (): Promise<PackedResult> => {
      if (stopped) throw refusalOfEnd({ how: 'stopped' });
      program = await job.start(steps.says);
      if (stopped) program.stop();
      const end = await program.ended;
      if (stopped) throw refusalOfEnd({ how: 'stopped' });
      if (end.how !== 'done') throw refusalOfEnd(end);
      const found = job.summarise(end.output);
      const kept = await this.#kept.set(placeOf(job), end.output);
      known.found = found;
      delete known.refused;
      return kept;
    };
    const result = this.#line
      .run(work, (before) =>
        steps.says(`waiting for ${before} other ${before === 1 ? 'examination' : 'examinations'}`),
      )
      .catch((error: unknown) => {
        const refused = error instanceof Refused ? error : refusalOfBug(error);
        known.refused = refused;
        throw refused;
      })
      .finally(() => this.#end(job, known, steps));
    result.catch(() => {});
    for (const begun of this.#early.get(job.key) ?? []) begun(steps);
    this.#early.delete(job.key);
    return {
      version: job.version,
      steps,
      result,
      stop: () => {
        stopped = true;
        program?.stop();
      },
    };
  }

  #end(job: Job<Found>, known: Known<Found>, steps: Steps): void {
    delete known.run;
    known.resting = true;
    setTimeout(() => (known.resting = false), REST_MS).unref();
    if (job.keptMs !== undefined) setTimeout(() => this.#kept.delete(placeOf(job)), job.keptMs).unref();
    steps.end();
  }
}

function placeOf({ key, version }: Pick<Job<unknown>, 'key' | 'version'>): string {
  return `${key}\n${version}`;
}

function refusalOfBug(cause: unknown): Refused {
  return new Refused(500, 'deadwait serve has failed on it; this is a bug.', undefined, { cause });
}
