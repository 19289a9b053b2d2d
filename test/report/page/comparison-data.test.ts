import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildComparisonData } from '../../../src/report/page/build-comparison-data.ts';
import type { ComparisonReport } from '../../../src/report/page/comparison-data.ts';
import {
  comparisonReportSchema,
  renderComparisonReportSchema,
} from '../../../src/report/page/comparison-report-schema.ts';
import { exhibitOf } from '../../compare/recorded-exhibit.ts';
import { comparisonOf } from '../../support/comparison-of.ts';

const HEALTHY = 'test/cases/healthy-18.09.2.tar.gz';
const LEAKING = 'examples/kill-wait-18.09.2.tar.gz';
const CURED = 'test/cases/cured-18.09.2.tar.gz';
const UNDELETABLE = 'test/cases/undeletable-20.10.24.tar.gz';
const CONTAINERD = 'test/cases/containerd-undeletable-1.6.20.tar.gz';

const PAIRS = [
  ['what leaks', HEALTHY, LEAKING],
  ['what was cured', LEAKING, CURED],
  ['another version', CURED, UNDELETABLE],
  ['a host without dockerd', LEAKING, CONTAINERD],
] as const;
const reports = new Map<string, ComparisonReport>();

beforeAll(async () => {
  for (const [name, before, after] of PAIRS) reports.set(name, await comparisonOf(before, after));
});

const of = (name: (typeof PAIRS)[number][0]): ComparisonReport => {
  const report = reports.get(name);
  if (report === undefined) throw new Error(`no pair ${name}`);
  return report;
};

describe('the data of the page of a comparison', () => {
  test.each(PAIRS)('of %s is as its schema says', (name) => {
    const printed: unknown = JSON.parse(JSON.stringify(of(name)));
    expect(comparisonReportSchema.safeParse(printed).error).toBeUndefined();
  });

  test('has a schema that is published', () => {
    expect(readFileSync('schema/comparison-report.v1.json', 'utf8'), 'npm run build writes it').toBe(
      renderComparisonReportSchema(),
    );
  });

  test('is the same bytes each time, and those of the order of time in whichever order the two are given', async () => {
    const again = await comparisonOf(LEAKING, HEALTHY);
    const { profiles, heaps } = of('what leaks');
    expect(JSON.stringify([again.profiles, again.heaps])).toBe(JSON.stringify([profiles, heaps]));
    expect(again.comparison.before.name).toBe(HEALTHY);
    expect(JSON.stringify(await comparisonOf(LEAKING, HEALTHY))).toBe(JSON.stringify(again));
  });

  test('carries the profiles of which the comparison counts the goroutines and the memory', () => {
    for (const { comparison, profiles, heaps } of reports.values()) {
      for (const { daemon, before, after } of profiles) {
        const rows = comparison.goroutines.filter((row) => row.daemon === daemon);
        expect(after.total - before.total).toBe(rows.reduce((sum, { change }) => sum + change, 0));
      }
      for (const { daemon, before, after } of heaps) {
        const rows = comparison.heap.filter((row) => row.daemon === daemon);
        const change = rows.reduce((sum, row) => sum + row.change, 0);
        // A profile's sites are scaled up and rounded one by one.
        expect(Math.abs(after.inUseBytes - before.inUseBytes - change)).toBeLessThan(64 * 1024);
      }
    }
  });

  test('tells whether lines can be held against each other, and where the source of each side lies', () => {
    const pair = of('another version').profiles.find(({ daemon }) => daemon === 'dockerd');
    expect(pair).toMatchObject({
      sameVersion: false,
      before: { version: '18.09.2' },
      after: { version: '20.10.24+dfsg1' },
    });
    expect(of('what leaks').heaps.find(({ daemon }) => daemon === 'dockerd')).toMatchObject({
      sameVersion: true,
      before: { version: '18.09.2' },
    });
  });

  test('marks the goroutines of a cause on the side where it was found', () => {
    const [dockerd] = of('what leaks').profiles.filter(({ daemon }) => daemon === 'dockerd');
    const causes = (groups: readonly { readonly cause?: string }[] = []): readonly string[] => [
      ...new Set(groups.flatMap(({ cause }) => cause ?? [])),
    ];
    expect(causes(dockerd?.before.groups)).toEqual([]);
    expect(causes(dockerd?.after.groups)).toEqual(['dockerd-kill-unbounded-wait']);
  });

  test('has no pair for a daemon that only one of the two has', () => {
    expect(of('a host without dockerd').profiles.map(({ daemon }) => daemon)).toEqual(['containerd']);
  });
});

test('rows whose stacks would fill the page are counted instead', async () => {
  const { comparison } = of('what leaks');
  const [row] = comparison.goroutines;
  if (row === undefined) throw new Error('there is a row');
  const frames = Array.from({ length: 100 }, () => ({
    function: 'x'.repeat(10_000),
    file: '/f.go',
    line: 1,
  }));
  const { snapshot } = await exhibitOf(HEALTHY);
  const attribution = {
    profiles: [],
    causeOf: new Map(),
    partsOf: new Map(),
    useOf: new Map(),
    tellingFunctionOf: new Map(),
  };
  const look = { snapshot, attribution };
  const { comparison: cut } = buildComparisonData({
    comparison: { ...comparison, goroutines: Array.from({ length: 400 }, () => ({ ...row, frames })) },
    before: look,
    after: look,
    pairs: [],
    version: '0.0.0',
  });
  expect(cut.goroutines).toHaveLength(1);
  expect(cut.omitted.goroutines).toBe(comparison.omitted.goroutines + 399);
  expect(JSON.stringify(cut).length).toBeLessThan(3_000_000);
});
