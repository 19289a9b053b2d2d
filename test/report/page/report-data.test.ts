import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderReportSchema, reportSchema } from '../../../src/report/page/report-schema.ts';
import type { ReportData } from '../../../src/report/page/report-data.ts';
import { reportOf } from '../../support/report-of.ts';

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases').flatMap((name) => (name.endsWith('.tar.gz') ? [`test/cases/${name}`] : [])),
];
const nameOf = (path: string): string => path.replace(/^.*\//, '').replace('.tar.gz', '');
const reports = new Map<string, ReportData>();

beforeAll(async () => {
  for (const path of CASES) reports.set(nameOf(path), await reportOf(path));
});

const of = (name: string): ReportData => {
  const report = reports.get(name);
  if (report === undefined) throw new Error(`no case ${name}`);
  return report;
};
const stationsOf = (name: string, index = 0): unknown[] =>
  (of(name).paths[index]?.stations ?? []).map(({ station, title, count, role }) =>
    [station, title, count, role].filter((part) => part !== undefined),
  );

describe('the data of the page', () => {
  test.each(CASES.map(nameOf))('of %s is as its schema says', (name) => {
    expect(reportSchema.safeParse(JSON.parse(JSON.stringify(of(name)))).error).toBeUndefined();
  });

  test('has a schema that is published', () => {
    expect(readFileSync('schema/report.v1.json', 'utf8'), 'npm run build writes it').toBe(
      renderReportSchema(),
    );
  });

  test('counts for each cause the goroutines that the diagnosis counts', () => {
    for (const { diagnosis, goroutines } of reports.values())
      for (const { cause, counts } of diagnosis.findings) {
        const groups = goroutines
          .flatMap((profile) => profile.groups)
          .filter((group) => group.cause === cause);
        if (groups.length === 0 || counts.goroutines === undefined) continue;
        const count = groups.reduce((sum, group) => sum + group.count, 0);
        expect([cause, count]).toEqual([cause, counts.goroutines]);
      }
  });

  test('has frames, functions and files for every index', () => {
    for (const { goroutines, heaps } of reports.values()) {
      for (const { groups, frames, functions } of goroutines)
        for (const at of groups.flatMap(({ stack }) => stack))
          expect(functions[frames[at]?.[0] ?? -1]).toBeTypeOf('string');
      for (const { sites, frames, functions } of heaps)
        for (const at of sites.flatMap(({ stack }) => stack))
          expect(functions[frames[at]?.[0] ?? -1]).toBeTypeOf('string');
    }
  });

  test('proves with evidence what it calls proven at a station', () => {
    for (const { paths } of reports.values())
      for (const { says, status, evidence } of paths.flatMap(({ stations }) =>
        stations.flatMap(({ facts }) => facts),
      ))
        if (status === 'proven') expect([says, evidence.length > 0]).toEqual([says, true]);
  });
});

describe('the way of a stop', () => {
  test('goes from kubelet down to the backends, and is broken before them', () => {
    expect(stationsOf('kill-wait-18.09.2')).toEqual([
      ['caller', 'kubelet', 1500, 'asks'],
      ['daemon', 'dockerd', 3000, 'holds'],
      ['containerd', 'containerd', 'passes'],
      ['shim', 'shim', 3, 'passes'],
      ['task', 'dd', 4, 'blocked'],
      ['kernel', 'kernel', 'blocked'],
      ['backend', 'backends', 3, 'silent'],
    ]);
    expect(of('kill-wait-18.09.2').paths[0]).toMatchObject({
      brokenAfter: 5,
      break: { status: 'proven' },
      answer: { from: 4, to: 1 },
    });
  });

  test('begins at kubelet and containerd where there is no dockerd', () => {
    expect(stationsOf('containerd-undeletable-1.6.20').slice(0, 3)).toEqual([
      ['caller', 'kubelet', 60, 'asks'],
      ['daemon', 'containerd', 'passes'],
      ['shim', 'shim', 1, 'passes'],
    ]);
  });

  test('passes a lock where goroutines wait for one', () => {
    expect(stationsOf('inspect-lock-18.09.2').map((station) => (station as unknown[])[0])).toEqual([
      'caller',
      'daemon',
      'lock',
      'task',
      'kernel',
      'backend',
    ]);
  });
});

describe('connections that a living client keeps', () => {
  test('have two ends, and no break', () => {
    expect(stationsOf('client-leak-20.10.24')).toEqual([
      ['caller', 'python3', 2400, 'holds'],
      ['daemon', 'dockerd', 2400, 'holds'],
    ]);
    expect(of('client-leak-20.10.24').paths[0]?.brokenAfter).toBeUndefined();
  });
});

test('a healthy host has no way that is broken, and no history of a leak', () => {
  expect(of('healthy-18.09.2')).toMatchObject({ paths: [], histories: [] });
});

test('the history of a leak ends with what is held now, and never falls', () => {
  const [history] = of('kill-wait-18.09.2').histories;
  const held = history?.points.map(([, count]) => count) ?? [];
  expect(held.at(-1)).toBe(1500);
  expect(held).toEqual([...held].sort((a, b) => a - b));
  expect(held.length).toBeGreaterThan(20);
});

test('a blocked task shows the kernel function that tells what it waits for', () => {
  const told = of('kill-wait-18.09.2').tasks?.blocked.map(
    ({ kernelStack, telling }) => kernelStack[telling ?? -1],
  );
  expect(told).toEqual(['request_wait_answer', 'request_wait_answer', 'fuse_lock_inode', 'mnt_want_write']);
});

test('the memory of a process is made of the heap in use and of what comes on top', () => {
  const heap = of('kill-wait-18.09.2').heaps.find(({ daemon }) => daemon === 'dockerd');
  const [live] = heap?.memory?.parts ?? [];
  expect(live).toMatchObject({ id: 'live' });
  const sum = heap?.memory?.parts.reduce((total, { bytes }) => total + bytes, 0) ?? 0;
  expect(sum / (heap?.memory?.rssBytes ?? 0)).toBeCloseTo(1, 1);
  expect(new Set(heap?.sites.flatMap(({ cause }) => cause ?? []))).toEqual(
    new Set(['dockerd-kill-unbounded-wait']),
  );
});
