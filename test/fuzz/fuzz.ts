import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance, mutate } from './mutate.ts';
import type { Target } from './targets.ts';

export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  /** No more than these, however much time is left. */
  readonly mostExecutions?: number;
}

/** An input that a parser did not bear, and where it lies. */
export interface Failure {
  readonly what: string;
  readonly execution: number;
  readonly reproducer: string;
}

export interface Fuzzed {
  readonly executions: number;
  readonly failures: readonly Failure[];
}

/** For 64 KiB or less; a machine may be busy, so the processor's time counts. */
const SLOW_MS = 1000;
const LARGE_BYTES = 512 << 20;
const MOST_FAILURES = 10;

/** Runs one target on changed seeds. The inputs are the same for the same seed; how many there are depends on the time. */
export async function fuzz(target: Target, { seconds, seed, mostExecutions }: FuzzOptions): Promise<Fuzzed> {
  const chance = new Chance(seed ^ hashOf(target.name));
  const seeds = await target.seeds();
  const endsAtMs = performance.now() + seconds * 1000;
  const failures: Failure[] = [];
  let executions = 0;
  while (
    performance.now() < endsAtMs &&
    failures.length < MOST_FAILURES &&
    executions < (mostExecutions ?? Number.POSITIVE_INFINITY)
  ) {
    const input = executions < seeds.length ? (seeds[executions] ?? Buffer.alloc(0)) : mutate(seeds, chance);
    executions++;
    const what = await problemOf(target, input);
    if (what === undefined) continue;
    failures.push({ what, execution: executions, reproducer: keep(target.name, input) });
  }
  return { executions, failures };
}

/** What is wrong with how a target bears an input; undefined when nothing is. */
export async function problemOf(target: Target, input: Uint8Array): Promise<string | undefined> {
  const before = process.cpuUsage();
  const memoryBefore = process.memoryUsage().rss;
  try {
    await target.run(input);
  } catch (error) {
    const isExpected = error instanceof Error && target.errors.includes(error.name);
    if (!isExpected) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(before);
  const tookMs = (user + system) / 1000;
  if (input.byteLength <= 64 * 1024 && tookMs > SLOW_MS) return `slow: ${Math.round(tookMs)} ms`;
  const grown = process.memoryUsage().rss - memoryBefore;
  return grown > LARGE_BYTES ? `large: ${grown} bytes more` : undefined;
}

function keep(name: string, input: Uint8Array): string {
  const file = join(mkdtempSync(join(tmpdir(), 'deadwait-fuzz-')), `${name}.bin`);
  writeFileSync(file, input);
  return file;
}

function hashOf(text: string): number {
  let hash = 2166136261;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}
