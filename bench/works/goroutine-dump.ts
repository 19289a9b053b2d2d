import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount } from '../../src/wording/figures.ts';
import { deadwait } from '../deadwait.ts';
import { INCIDENT_STOPS, simulatedCase, sizesOf } from '../inputs/simulated-case.ts';
import { pointOf } from '../measure/point.ts';
import { timeChild } from '../measure/time-child.ts';
import { timeCommands } from '../measure/time-command.ts';
import type { BenchContext, Growth, Row, Work } from '../work.ts';

/** As many stops as 20 000 descriptors leave room for. */
const REAL_STOPS = 18_500;
const DUMP = 'pprof/dockerd/goroutine.debug2.txt';
const GIGABYTE = 1e9;

/** Parses and groups full goroutine dumps; panicparse is what there is for that. */
export const goroutineDump: Work = {
  name: 'goroutine-dump',
  says: 'parse and group a full goroutine dump',
  programs: new Map([['panicparse', 'panicparse']]),
  measure: async (context) => {
    const small = await simulatedCase(context, context.quick ? 2_000 : REAL_STOPS);
    const dumps = [small.dump, ...context.cases.map((path) => join(path, DUMP)).filter(existsSync)];
    const rows: Row[] = [];
    for (const dump of dumps) rows.push(...(await besidePanicparse(dump, context)));
    return { rows: [...rows, ...(await incident(context))], growth: [await growth(context)] };
  },
};

async function besidePanicparse(dump: string, { quick }: BenchContext): Promise<Row[]> {
  const panicparse = { name: 'panicparse', argv: ['panicparse', dump] as const };
  const [ours, theirs] = await timeCommands([
    { command: deadwait('goroutines', dump), runs: 5 },
    { command: panicparse, runs: quick ? 2 : 1 },
  ]);
  const inside = await timeChild('parse and group alone', 'parse-dump', [dump, 'one'], 7);
  if (ours === undefined || theirs === undefined) return [];
  const size = `${sizeOf(dump)}, ${formatCount(inside.count)} goroutines`;
  return [
    { work: 'goroutine dump, whole program', size, ours, theirs },
    { work: 'goroutine dump, parse and group', size, ours: inside, theirs, target: { ratio: 250 } },
  ];
}

async function incident(context: BenchContext): Promise<Row[]> {
  const { dump } = await simulatedCase(context, sizesOf(context).at(-1) ?? INCIDENT_STOPS);
  const rows: Row[] = [];
  for (const threads of ['all', 'one']) {
    const ours = await timeChild(
      `in ${threads} thread${threads === 'one' ? '' : 's'}`,
      'parse-dump',
      [dump, threads],
      3,
    );
    const size = `${sizeOf(dump)}, ${formatCount(ours.count)} goroutines`;
    const target = context.quick ? {} : { target: { seconds: 3, peakBytes: 300e6 } };
    const note = `${(statSync(dump).size / GIGABYTE / ours.bestSeconds).toFixed(2)} GB/s`;
    rows.push({ work: 'goroutine dump, parse and group', size, ours, ...target, note });
  }
  return rows;
}

async function growth(context: BenchContext): Promise<Growth> {
  const points = [];
  for (const stops of sizesOf(context)) {
    const { dump } = await simulatedCase(context, stops);
    points.push(pointOf(statSync(dump).size / GIGABYTE, await timeChild('', 'parse-dump', [dump, 'one'], 3)));
  }
  return { work: 'goroutine dump, one thread', unit: 'GB', points };
}

function sizeOf(file: string): string {
  return `${formatCount(Math.round(statSync(file).size / 1e6))} MB`;
}
