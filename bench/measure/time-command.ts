import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../work.ts';
import { median } from './statistics.ts';

/** A command and its arguments; its output is read and thrown away. */
export interface Command {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** Exit codes besides 0 that mean that it did its work. */
  readonly fine?: readonly number[];
}

interface Run {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly cpuSeconds: number;
}

/**
 * Runs commands in turn, A B A B …, each as a whole process, after one round that does not count, and gives the figures of
 * each. `runs` may be fewer for a slow one. Rejects when a command fails.
 */
export async function timeCommands(
  commands: readonly { readonly command: Command; readonly runs: number }[],
): Promise<Figure[]> {
  const results = commands.map(() => [] as Run[]);
  const rounds = Math.max(...commands.map(({ runs }) => runs));
  for (let round = -1; round < rounds; round++) {
    for (const [index, { command, runs }] of commands.entries()) {
      // A single run of something slow needs no warming up.
      if (round >= runs || (round < 0 && runs < 2)) continue;
      const run = await timeOnce(command);
      if (round >= 0) results[index]?.push(run);
    }
  }
  return commands.map(({ command }, index) => figureOf(command.name, results[index] ?? []));
}

/** Times and memory of one command. */
export async function timeCommand(command: Command, runs = 5): Promise<Figure> {
  const [figure] = await timeCommands([{ command, runs }]);
  if (figure === undefined) throw new Error(`${command.name} was not run`);
  return figure;
}

function figureOf(name: string, runs: readonly Run[]): Figure {
  return {
    name,
    bestSeconds: Math.min(...runs.map(({ seconds }) => seconds)),
    medianSeconds: median(runs.map(({ seconds }) => seconds)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
    cpuSeconds: Math.min(...runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

/** Peak memory (of the largest process) and time on processors as time(1) tells them. */
async function timeOnce({ name, argv, fine = [] }: Command): Promise<Run> {
  const note = join(tmpdir(), `deadwait-bench-${randomBytes(6).toString('hex')}`);
  const start = performance.now();
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      const child = spawn('/usr/bin/time', ['-f', '%M %U %S', '-o', note, ...argv], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.resume();
      child.stderr.resume();
      child.on('error', reject);
      child.on('close', resolve);
    });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0 && !fine.includes(status ?? -1)) throw new Error(`${name} ended with ${status}`);
    const line = readFileSync(note, 'utf8').trim().split('\n').at(-1) ?? '';
    const [kilobytes = 0, user = 0, system = 0] = line.split(' ').map(Number);
    return { seconds, peakBytes: kilobytes * 1024, cpuSeconds: user + system };
  } finally {
    rmSync(note, { force: true });
  }
}
