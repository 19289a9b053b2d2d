import { expect, test } from 'vitest';
import { readFacts } from '../../../src/causes/facts/facts.ts';
import { attributeHeap } from '../../../src/causes/heap/attribute-heap.ts';
import type { HeapProfile } from '../../../src/model/heap.ts';
import { exhibitOf } from '../../compare/recorded-exhibit.ts';

const { snapshot, diagnosis } = await exhibitOf('examples/kill-wait-18.09.2.tar.gz');
const facts = readFacts(snapshot);
const heap = (): HeapProfile => {
  const found = snapshot.heaps.find(({ daemon }) => daemon === 'dockerd');
  if (found === undefined) throw new Error('dockerd has a heap profile');
  return found;
};
const bytesOf = (sites: ReadonlyMap<{ readonly inUseBytes: number }, string>): number =>
  [...sites.keys()].reduce((sum, { inUseBytes }) => sum + inUseBytes, 0);

test('memory of connections and goroutines belongs to the cause that holds nearly all of them', () => {
  const sites = attributeHeap(facts, heap(), diagnosis.findings);
  expect(new Set(sites.values())).toEqual(new Set(['dockerd-kill-unbounded-wait']));
  expect(bytesOf(sites) / heap().inUseBytes).toBeGreaterThan(0.6);
  expect(bytesOf(sites)).toBeLessThan(heap().inUseBytes);
});

test('memory that several share belongs to none', () => {
  const half = [{ cause: 'one', counts: { sockets: 750, goroutines: 1_500 } }];
  expect(attributeHeap(facts, heap(), half).size).toBe(0);
  expect(attributeHeap(facts, heap(), []).size).toBe(0);
});
