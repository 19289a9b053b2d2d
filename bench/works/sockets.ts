import { formatCount } from '../../src/wording/figures.ts';
import { deadwait } from '../deadwait.ts';
import { holdSockets } from '../inputs/held.ts';
import { ssTable } from '../inputs/ss-table.ts';
import { pointOf } from '../measure/point.ts';
import { timeChild } from '../measure/time-child.ts';
import { timeCommand, timeCommands } from '../measure/time-command.ts';
import type { BenchContext, Figure, Growth, Row, Work } from '../work.ts';

const WORK = 'unix sockets with owners of both ends';
const INSIDE = 'reading and grouping';

/** Who is at the other end of every unix socket, with the owners of both ends, beside ss and lsof. */
export const sockets: Work = {
  name: 'sockets',
  says: 'find the owners of both ends of every unix socket',
  programs: new Map([
    ['ss', 'iproute2'],
    ['lsof', 'lsof'],
  ]),
  measure: async (context) => {
    const sizes = context.quick ? [2_000, 5_000, 10_000, 20_000] : [25_000, 50_000, 100_000, 200_000];
    const rows: Row[] = [];
    const points = [];
    for (const size of sizes) {
      const held = await holdSockets(size);
      try {
        const inside = await timeChild('', 'read-sockets', [], 5);
        points.push(pointOf(size / 1000, inside));
        if (size === sizes[0]) rows.push(await besideLsof(size, inside, context));
        if (size === sizes.at(-1)) rows.push(...(await besideSs(size, inside, context)));
      } finally {
        await held.release();
      }
    }
    const live = { work: 'unix sockets with owners', unit: 'thousand sockets', points };
    return { rows, growth: [live, await recordedGrowth(context)] };
  },
};

async function besideSs(size: number, inside: Figure, { quick, says }: BenchContext): Promise<Row[]> {
  says(`ss -xanp of ${size} sockets`);
  const [ours, theirs] = await timeCommands([
    { command: deadwait('sockets'), runs: 5 },
    { command: { name: 'ss -xanp', argv: ['ss', '-xanp'] }, runs: quick ? 3 : 1 },
  ]);
  if (ours === undefined || theirs === undefined) return [];
  const row = { size: `${formatCount(size)} sockets`, theirs };
  return [
    { ...row, work: `${WORK}, whole program`, ours },
    { ...row, work: WORK, ours: { ...inside, name: INSIDE }, target: { ratio: 30 } },
  ];
}

/** Of fewer sockets: lsof needs minutes for many. */
async function besideLsof(size: number, inside: Figure, { says }: BenchContext): Promise<Row> {
  says(`lsof -U +E of ${size} sockets`);
  const theirs = await timeCommand({ name: 'lsof -U +E', argv: ['lsof', '-n', '-U', '+E'], fine: [1] }, 1);
  return { work: WORK, size: `${formatCount(size)} sockets`, ours: { ...inside, name: INSIDE }, theirs };
}

/** More sockets than can be held here: from what `ss` prints of them. */
async function recordedGrowth(context: BenchContext): Promise<Growth> {
  const points = [];
  for (const part of [8, 4, 2, 1]) {
    const count = (context.quick ? 40_000 : 1_000_000) / part;
    const ours = await timeCommand(deadwait('sockets', await ssTable(context, count)), 3);
    points.push(pointOf(count / 1000, ours));
  }
  return { work: 'unix sockets from the output of ss', unit: 'thousand sockets', points };
}
