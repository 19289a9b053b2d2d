/** Every goroutine of every recorded case belongs to one cause or to none, and everything that is said of them reads the same ledger. */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { seeCauses } from '../../../src/causes/detect/see-causes.ts';
import { readFacts } from '../../../src/causes/facts/facts.ts';
import { keepLedger, type Ledger } from '../../../src/causes/ledger/ledger.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { attribute } from '../../../src/investigate/attribute.ts';
import { examine, type Examination } from '../../../src/investigate/investigate.ts';
import type { GoroutineGroup, GoroutineProfile } from '../../../src/model/goroutine.ts';

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases').map((name) => `test/cases/${name}`),
];

interface Examined extends Examination {
  readonly ledgers: readonly Ledger[];
}

const examined = new Map<string, Examined>();

beforeAll(async () => {
  for (const path of CASES) {
    const host = await openRecordedHost(path);
    try {
      const examination = await examine(host);
      const { ledgers } = seeCauses(readFacts(examination.snapshot), examination.causes);
      examined.set(path, { ...examination, ledgers });
    } finally {
      await host.close();
    }
  }
});

const of = (path: string): Examined => {
  const one = examined.get(path);
  if (one === undefined) throw new Error(`no case ${path}`);
  return one;
};
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

describe.each(CASES)('the goroutines of %s', (path) => {
  it('are all shared out or left, each once', () => {
    for (const { profile, shares, left } of of(path).ledgers) {
      const grouped = sum(profile.groups.map(({ count }) => count));
      expect(sum(shares.map(({ goroutines }) => goroutines)) + sum(left.values())).toBe(grouped);
      const taken = new Map<GoroutineGroup, number>(left);
      for (const { entries } of shares)
        for (const { group, count } of entries) taken.set(group, (taken.get(group) ?? 0) + count);
      for (const group of profile.groups) expect(taken.get(group)).toBe(group.count);
    }
  });

  it('are counted in the findings as in the ledger', () => {
    const { diagnosis, ledgers } = of(path);
    for (const { cause, counts } of diagnosis.findings) {
      const share = ledgers.flatMap(({ shares }) => shares).find((one) => one.cause === cause);
      if (share !== undefined) expect([cause, counts.goroutines ?? 0]).toEqual([cause, share.goroutines]);
    }
  });

  it('divide over containers without a remainder that is more than the whole', () => {
    for (const { cause, counts, containers } of of(path).diagnosis.findings) {
      const parts = sum(containers.map(({ goroutines }) => goroutines ?? 0));
      if (counts.goroutines !== undefined) expect([cause, parts <= counts.goroutines]).toEqual([cause, true]);
    }
  });

  it('have on the page the cause that the ledger gives most of the group to', () => {
    const { ledgers, ...examination } = of(path);
    const { causeOf } = attribute(examination);
    const found = new Set(examination.diagnosis.findings.map(({ cause }) => cause));
    for (const { shares } of ledgers)
      for (const { cause, entries } of shares.filter((share) => found.has(share.cause)))
        for (const { group, count } of entries)
          if (2 * count > group.count) expect([cause, causeOf.get(group)]).toEqual([cause, cause]);
  });
});

describe('a group that several causes claim', () => {
  const group = (name: string, count: number): GoroutineGroup => ({
    count,
    frames: [{ function: `github.com/docker/docker/daemon.(*Daemon).${name}` }],
    framesElided: false,
    waits: new Map(),
    lockedToThread: 0,
    arguments: [],
    firstLine: 1,
    firstHeader: 'goroutine 1 [select]:',
  });
  const shared = group('wait', 10);
  const own = group('kill', 5);
  const profile: GoroutineProfile = {
    daemon: 'dockerd',
    file: 'pprof/dockerd/goroutine.debug2.txt',
    format: 'debug2',
    total: 15,
    groups: [shared, own],
    truncated: false,
  };

  it('goes to the cause that claims least, and look-alikes come last', () => {
    const claims = [
      { cause: 'lookalike', parts: [{ role: 'primary' as const, groups: [shared], count: 2 }] },
      { cause: 'general', parts: [{ role: 'primary' as const, groups: [shared, own], count: 15 }] },
      { cause: 'specific', parts: [{ role: 'primary' as const, groups: [shared], count: 4 }] },
    ];
    const { shares, left } = keepLedger(profile, claims, new Set(['lookalike']));
    expect(shares.map(({ cause, goroutines }) => [cause, goroutines])).toEqual([
      ['general', 11],
      ['specific', 4],
      ['lookalike', 0],
    ]);
    expect(left.size).toBe(0);
  });
});
