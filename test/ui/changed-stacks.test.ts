import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import {
  joinStacks,
  ofGoroutines,
  ofHeap,
  treeNames,
  type ChangedStack,
} from '../../ui/compare/changed-stacks.ts';
import { nodeAt, subtreeChanges } from '../../ui/compare/subtree-changes.ts';
import { buildTree } from '../../ui/graph/call-tree.ts';
import { comparisonOf } from '../support/comparison-of.ts';

const PAIRS = [
  [
    'of one version',
    await comparisonOf('examples/kill-wait-18.09.2.tar.gz', 'test/cases/cured-18.09.2.tar.gz'),
  ],
  [
    'of two versions',
    await comparisonOf('test/cases/healthy-18.09.2.tar.gz', 'test/cases/stop-forever-20.10.24.tar.gz'),
  ],
] as const;

const stacksOf = ({
  profiles,
  heaps,
}: ComparisonReport): readonly (readonly [string, readonly ChangedStack[]])[] => [
  ...profiles.map(
    (pair) => [pair.daemon, joinStacks(pair, ofGoroutines(pair.before), ofGoroutines(pair.after))] as const,
  ),
  ...heaps.map((pair) => [pair.daemon, joinStacks(pair, ofHeap(pair.before), ofHeap(pair.after))] as const),
];
const grow = (stacks: readonly ChangedStack[]) =>
  buildTree(
    'all',
    stacks.map((leaf) => ({ weight: Math.max(leaf.before, leaf.after), names: leaf.names, leaf })),
  );

describe.each(PAIRS)('the stacks of two recordings %s', (_, report) => {
  it('count what each side has, and are as wide as the larger of both', () => {
    for (const { before, after, ...pair } of report.profiles) {
      const stacks = joinStacks(pair, ofGoroutines(before), ofGoroutines(after));
      const root = grow(stacks);
      expect(subtreeChanges()(root)).toEqual({ before: before.total, after: after.total });
      expect(root.weight).toBe(stacks.reduce((sum, one) => sum + Math.max(one.before, one.after), 0));
    }
  });

  it('have a box for every row of the comparison, however its stack is told', () => {
    const { goroutines, heap } = report.comparison;
    for (const [rows, pairs, sized] of [
      [
        goroutines,
        report.profiles,
        report.profiles.map((pair) => joinStacks(pair, ofGoroutines(pair.before), ofGoroutines(pair.after))),
      ],
      [
        heap,
        report.heaps,
        report.heaps.map((pair) => joinStacks(pair, ofHeap(pair.before), ofHeap(pair.after))),
      ],
    ] as const)
      pairs.forEach(({ daemon, sameVersion }, index) => {
        const root = grow(sized[index] ?? []);
        for (const { frames } of rows.filter((row) => row.daemon === daemon)) {
          const names = treeNames(frames, sameVersion);
          expect([daemon, names, nodeAt(root, names).depth]).toEqual([daemon, names, names.length]);
        }
      });
  });

  it('come with those that changed most first', () => {
    for (const [, stacks] of stacksOf(report)) {
      const sizes = stacks.map(({ before, after }) => Math.abs(after - before));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
  });
});

it('stacks of two versions are the same by their functions', () => {
  const [, report] = PAIRS[1];
  const [pair] = report.profiles.filter(({ daemon }) => daemon === 'dockerd');
  if (pair === undefined) throw new Error('there is dockerd');
  const shared = joinStacks(pair, ofGoroutines(pair.before), ofGoroutines(pair.after)).filter(
    ({ was, is }) => was !== undefined && is !== undefined,
  );
  expect(pair.sameVersion).toBe(false);
  expect(shared.length).toBeGreaterThan(8);
});
