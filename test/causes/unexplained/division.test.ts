/** How goroutines are divided among causes, and what is left of a group of which a cause has some. */
import { describe, expect, it } from 'vitest';
import { findCompanions } from '../../../src/causes/ledger/companions.ts';
import { findPlaces } from '../../../src/causes/unexplained/place.ts';
import { heldConnections } from '../../../src/causes/unexplained/reckoning.ts';
import type { GoroutineGroup } from '../../../src/model/goroutine.ts';

const group = (
  name: string,
  count: number,
  waits: readonly (readonly [number, number])[] = [],
): GoroutineGroup => ({
  count,
  frames: [{ function: `github.com/docker/docker/daemon.(*Daemon).${name}` }],
  framesElided: false,
  waits: new Map(waits),
  lockedToThread: 0,
  arguments: [],
  firstLine: 1,
  firstHeader: 'goroutine 1 [select]:',
});

describe('what goes with a cause', () => {
  const companionsOf = (primary: GoroutineGroup, other: GoroutineGroup): number =>
    findCompanions(
      { role: 'primary', groups: [primary], count: primary.count },
      [{ role: 'primary', count: primary.count }],
      new Map([[other, other.count]]),
    ).length;

  it('is as many and as old', () => {
    expect(companionsOf(group('kill', 500, [[30, 500]]), group('help', 502, [[31, 502]]))).toBe(1);
    expect(companionsOf(group('kill', 500, [[30, 500]]), group('help', 500, [[3, 500]]))).toBe(0);
    expect(companionsOf(group('kill', 500, [[30, 500]]), group('help', 550, [[30, 550]]))).toBe(0);
  });

  it('is exactly as many, where the profile does not tell how old they are', () => {
    expect(companionsOf(group('kill', 500), group('help', 500))).toBe(1);
    expect(companionsOf(group('kill', 500), group('help', 1000))).toBe(1);
    expect(companionsOf(group('kill', 500), group('help', 502))).toBe(0);
    expect(companionsOf(group('kill', 500, [[30, 500]]), group('help', 502))).toBe(0);
  });
});

describe('a place', () => {
  it('has the waits of its own goroutines, and not of those that a cause has', () => {
    const waits = [
      [0, 300],
      [10, 100],
      [200, 200],
    ] as const;
    const whole = group('wait', 600, waits);
    const [all] = findPlaces(new Map([[whole, 600]]));
    expect([...(all?.waits ?? [])]).toEqual(waits);
    const [half] = findPlaces(new Map([[whole, 300]]));
    expect([...(half?.waits ?? [])]).toEqual([
      [0, 150],
      [10, 50],
      [200, 100],
    ]);
    const [few] = findPlaces(new Map([[whole, 7]]));
    expect([...(few?.waits.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(7);
  });
});

describe('the connections of a cause', () => {
  const finding = { cause: 'one', counts: { sockets: 60 }, clients: [] };

  it('are none when another cause has all its goroutines', () => {
    expect(heldConnections(finding, [{ cause: 'one', goroutines: 0, connections: 0, entries: [] }])).toBe(0);
    expect(heldConnections(finding, [{ cause: 'one', goroutines: 40, connections: 40, entries: [] }])).toBe(
      40,
    );
  });

  it('are what was counted where nothing tells of its goroutines', () => {
    expect(heldConnections(finding, [{ cause: 'other', goroutines: 40, connections: 40, entries: [] }])).toBe(
      60,
    );
  });
});
