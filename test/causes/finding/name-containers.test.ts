import { expect, test } from 'vitest';
import { nameContainers } from '../../../src/causes/finding/name-containers.ts';

const pointers = (counts: Record<string, number>) =>
  new Map(
    Object.entries(counts).map(([pointer, count]) => [pointer, { count, waits: new Map(), firstLine: 1 }]),
  );

test('pointers are named by equal counts, whichever source has the count', () => {
  const named = nameContainers(pointers({ '0xa': 900, '0xb': 500, '0xc': 100 }), [
    { id: 'ledger', counts: [100, 97] },
    { id: 'worker', counts: [880, 900] },
    { id: 'thumb', counts: [500] },
  ]);
  expect(named.map(({ id, by }) => [id, by])).toEqual([
    ['worker', 'count'],
    ['thumb', 'count'],
    ['ledger', 'count'],
  ]);
});

test('logs that begin later than the leak still name the pointers by their order', () => {
  const named = nameContainers(pointers({ '0xa': 9_000, '0xb': 5_000 }), [
    { id: 'thumb', counts: [40] },
    { id: 'worker', counts: [70] },
  ]);
  expect(named.map(({ id, by }) => [id, by])).toEqual([
    ['worker', 'order'],
    ['thumb', 'order'],
  ]);
});

test('the only pointer belongs to the only container, with or without a count', () => {
  expect(nameContainers(pointers({ '0xa': 1_200 }), [{ id: 'trainer', counts: [] }])[0]).toMatchObject({
    id: 'trainer',
    by: 'only',
  });
});

test('a pointer keeps no name when nothing tells it', () => {
  const named = nameContainers(pointers({ '0xa': 30, '0xb': 20 }), [{ id: 'one', counts: [7] }]);
  expect(named.map((one) => one.id)).toEqual([undefined, undefined]);
});

test('equal counts name each container once', () => {
  const named = nameContainers(pointers({ '0xa': 50, '0xb': 50 }), [
    { id: 'x', counts: [50] },
    { id: 'y', counts: [50] },
  ]);
  expect(new Set(named.map((one) => one.id))).toEqual(new Set(['x', 'y']));
});
