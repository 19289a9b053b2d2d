import { formatCount } from '../../src/wording/figures.ts';
import { deadwait } from '../deadwait.ts';
import { holdSockets } from '../inputs/held.ts';
import { simulatedCase, sizesOf } from '../inputs/simulated-case.ts';
import { pointOf } from '../measure/point.ts';
import { timeChild } from '../measure/time-child.ts';
import { timeCommand, timeCommands } from '../measure/time-command.ts';
import type { BenchContext, Growth, Row, Work } from '../work.ts';

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
        if (size === sizes.at(-1)) rows.push(...(await besideOthers(size, inside, context)));
      } finally {
        await held.release();
      }
    }
    const live = { work: 'unix sockets with owners', unit: 'thousand sockets', points };
    return { rows, growth: [live, await recordedGrowth(context)] };
  },
};

async function besideOthers(
  size: number,
  inside: Row['ours'],
  { quick, says }: BenchContext,
): Promise<Row[]> {
  const named = `${formatCount(size)} sockets`;
  says(`ss -xanp of ${size} sockets`);
  const [ours, ss] = await timeCommands([
    { command: deadwait('sockets'), runs: 5 },
    { command: { name: 'ss -xanp', argv: ['ss', '-xanp'] }, runs: quick ? 3 : 1 },
  ]);
  if (ours === undefined || ss === undefined) return [];
  says(`lsof -U +E of ${size} sockets`);
  const lsof = await timeCommand({ name: 'lsof -U +E', argv: ['lsof', '-n', '-U', '+E'], fine: [1] }, 1);
  const work = 'unix sockets with owners of both ends';
  return [
    { work: `${work}, whole program`, size: named, ours, theirs: ss },
    {
      work,
      size: named,
      ours: { ...inside, name: 'reading and grouping' },
      theirs: ss,
      target: { ratio: 30 },
    },
    { work, size: named, ours: { ...inside, name: 'reading and grouping' }, theirs: lsof },
  ];
}

/** More sockets than can be held here: as `ss` would have printed those of a simulated host. */
async function recordedGrowth(context: BenchContext): Promise<Growth> {
  const points = [];
  for (const stops of sizesOf(context)) {
    const { folder } = await simulatedCase(context, stops);
    const ours = await timeCommand(deadwait('sockets', '--case', folder), 3);
    points.push(pointOf(stops / 1000, ours));
  }
  return { work: 'unix sockets of a simulated case (the output of ss)', unit: 'thousand stops', points };
}
