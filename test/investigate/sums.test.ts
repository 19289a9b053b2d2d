/** Figures that are shown as parts of a whole add up to it, in the terminal and on the page, for recorded and for simulated hosts. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { accountHeap } from '../../src/causes/heap/account-heap.ts';
import { conclude, examine } from '../../src/investigate/investigate.ts';
import { BOOK_SIGNS, type Diagnosis } from '../../src/model/diagnosis.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { describeEntry } from '../../src/report/diagnosis/book-line.ts';
import { renderJson } from '../../src/report/diagnosis/json.ts';
import { renderMarkdown } from '../../src/report/diagnosis/markdown.ts';
import { renderText } from '../../src/report/diagnosis/text.ts';
import { reportHeap } from '../../src/report/steps/heap.ts';
import { renderStepText } from '../../src/report/steps/step-report.ts';
import { reportOf } from '../support/report-of.ts';

const PAPER = { width: 160, color: false, ascii: false };
const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases')
    .filter((name) => name.endsWith('.tar.gz'))
    .map((name) => `test/cases/${name}`),
];
const causes = await loadCauses([]);

/** The whole percents of each table that has a column of shares. */
function sharesOf(text: string): readonly number[][] {
  const tables: number[][] = [];
  for (const line of text.split('\n')) {
    if (/^\s*(?:in use|bytes)\s+share/.test(line)) tables.push([]);
    const share = /^\s*[\d.]+ [KMGT]?i?B\s+(<?)(\d+)%/.exec(line);
    if (share !== null) tables.at(-1)?.push(share[1] === '<' ? 0 : Number(share[2]));
  }
  return tables;
}

const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);

function expectSums(snapshot: Snapshot, diagnosis: Diagnosis): void {
  for (const { daemon } of snapshot.heaps) {
    const account = accountHeap(snapshot, daemon);
    if (account === undefined || account.profile.inUseBytes === 0) continue;
    const [uses = [], ...others] = sharesOf(renderStepText(reportHeap([account]), [], '', PAPER));
    expect(sum(uses)).toBe(100);
    for (const shares of others) expect(sum(shares)).toBeLessThanOrEqual(100);
    if (account.memory !== undefined) expect(sum(others[0] ?? [])).toBe(100);
  }
  for (const entry of diagnosis.books) {
    const apart = Math.abs(entry.left - entry.right);
    if (entry.relation === 'equal') expect(apart).toBe(0);
    if (entry.relation === 'about') expect(apart).toBeLessThanOrEqual(entry.tolerance);
    if (entry.relation === 'unequal') expect(apart).toBeGreaterThan(entry.tolerance);
    expect(describeEntry(entry)).toContain(` ${BOOK_SIGNS[entry.relation]} `);
    const parts = /^accounted for: (.*); \d+ unexplained$/.exec(entry.rightOf)?.[1];
    if (parts !== undefined)
      expect(sum([...parts.matchAll(/(\d+) (?:by|as) /g)].map(([, part]) => Number(part)))).toBe(entry.right);
  }
  for (const text of [renderText(diagnosis, PAPER), renderMarkdown(diagnosis), renderJson(diagnosis)])
    expect(text).not.toContain('\u202f');
}

describe('figures that are parts of a whole add up', () => {
  it.each(CASES)('in every report of %s, and the page has those of the terminal', async (path) => {
    const host = await openRecordedHost(path);
    try {
      const { snapshot, diagnosis } = await examine(host);
      expectSums(snapshot, diagnosis);
      for (const heap of (await reportOf(path)).heaps) {
        const account = accountHeap(snapshot, heap.daemon);
        expect(sum(heap.uses.map(({ bytes }) => bytes)) + heap.restBytes).toBe(heap.inUseBytes);
        expect(heap.uses.map(({ says, bytes }) => [says, bytes]).sort()).toEqual(
          account?.uses
            .filter(({ bytes }) => bytes > 0)
            .map(({ says, bytes }) => [says, bytes])
            .sort(),
        );
      }
    } finally {
      await host.close();
    }
  });

  it('on 500 hosts that are made from the recorded ones, with other versions, counts and memory', async () => {
    const bases: Snapshot[] = [];
    for (const path of CASES) {
      const host = await openRecordedHost(path);
      bases.push((await examine(host)).snapshot);
      await host.close();
    }
    const made = fc.record({
      base: fc.nat(bases.length - 1),
      version: fc.constantFrom('18.09.2', '19.03.15', '20.10.24', '23.0.1'),
      factor: fc.integer({ min: 1, max: 9 }),
      rssBytes: fc.option(fc.integer({ min: 2 ** 20, max: 2 ** 36 }), { nil: undefined }),
      inUse: fc.double({ min: 1, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(made, ({ base, version, factor, rssBytes, inUse }) => {
        const snapshot = bases[base] ?? bases[0];
        if (snapshot === undefined) throw new Error('there is a case');
        const altered: Snapshot = {
          ...snapshot,
          daemons: snapshot.daemons.map(({ rssBytes: _, ...daemon }) => ({
            ...daemon,
            version,
            ...(rssBytes === undefined ? {} : { rssBytes }),
          })),
          goroutines: snapshot.goroutines.map((profile) => ({
            ...profile,
            total: profile.total * factor,
            groups: profile.groups.map((group) => ({
              ...group,
              count: group.count * factor,
              waits: new Map([...group.waits].map(([minutes, count]) => [minutes, count * factor])),
            })),
          })),
          heaps: snapshot.heaps.map((heap) => ({
            ...heap,
            inUseBytes: Math.round(heap.inUseBytes * inUse),
          })),
        };
        expectSums(altered, conclude(altered, causes));
      }),
      { numRuns: 500, seed: 12 },
    );
  });
});
