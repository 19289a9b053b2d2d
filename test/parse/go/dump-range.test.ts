import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GoroutineProfile } from '../../../src/model/goroutine.ts';
import { countRanges, parseDumpRange } from '../../../src/parse/go/dump-range.ts';
import { compileFunctionPattern } from '../../../src/parse/go/function-name.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { profileOfPart } from '../../../src/parse/go/goroutine-part.ts';
import { mergeGoroutineParts } from '../../../src/parse/go/merge-goroutine-parts.ts';
import { golden, openCapture, shown, whole } from './capture.ts';

const named = { daemon: 'dockerd', file: 'pprof/dockerd/goroutine.debug2.txt' };
const argumentProbes = [
  { function: compileFunctionPattern('daemon.(*Daemon).Kill'), index: 1 },
  { function: /^p\.[abc]+$/, index: 0 },
];

/** The profile of a dump that is read in ranges of this size; undefined where the parts could not be put together. */
function inRanges(bytes: Uint8Array, rangeBytes: number): GoroutineProfile | undefined {
  const readAt = (into: Uint8Array, position: number): number => {
    const piece = bytes.subarray(position, position + into.length);
    into.set(piece);
    return piece.length;
  };
  const ranges = { bytes: bytes.length, rangeBytes };
  const parts = Array.from({ length: countRanges(ranges) }, (_, number) =>
    parseDumpRange(readAt, ranges, number, argumentProbes),
  );
  const merged = mergeGoroutineParts(parts.filter((part) => part !== undefined));
  return merged && profileOfPart(merged, named);
}

const atOnce = (bytes: Uint8Array): Promise<GoroutineProfile> =>
  parseGoroutineDump(whole(bytes), { ...named, argumentProbes });

describe('a dump that is read in ranges', () => {
  it.each(['dockerd-18.09.2.debug2.txt', 'newer-go.debug2.txt'])(
    'gives the same as one that is read at once, wherever the borders lie: %s',
    async (name) => {
      const bytes = readFileSync(golden(name));
      const expected = shown(await atOnce(bytes));
      fc.assert(
        fc.property(fc.integer({ min: 40, max: bytes.length + 10 }), (rangeBytes) => {
          expect(shown(inRanges(bytes, rangeBytes))).toBe(expected);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('gives the same for a real leak, to the order of the containers', async () => {
    const host = await openCapture('examples/kill-wait-18.09.2');
    const bytes = await host.read(named.file);
    const expected = shown(await atOnce(bytes));
    for (const rangeBytes of [100_000, 333_333, 1_000_000, 2_500_000]) {
      expect(shown(inRanges(bytes, rangeBytes))).toBe(expected);
    }
    await host.close();
  });

  it('gives the same whatever stands in it, blank lines and broken headers too', async () => {
    const word = fc.constantFrom(
      'goroutine 1 [select]:\n',
      'goroutine 22 [chan receive, 7 minutes]:\n',
      'goroutine 3 [',
      'p.a(0x1)\n\t/a.go:1 +0x2\n',
      'p.b(0xc000, 0x2)\n\t/b.go:2 +0x2\n',
      'created by p.x in goroutine 2\n\t/x.go:3 +0x1\n',
      '\n',
      '\n\n',
      '\r\n',
      'goroutine profile: total 3\n',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 60 }),
        fc.integer({ min: 1, max: 200 }),
        async (words, rangeBytes) => {
          const bytes = Buffer.from(`goroutine 9 [IO wait]:\np.c(0x1)\n\t/c.go:1 +0x1\n\n${words.join('')}`);
          expect(shown(inRanges(bytes, rangeBytes))).toBe(shown(await atOnce(bytes)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps waiting times as coarsely as one reader does, and the longest of them exactly', async () => {
    const bytes = Buffer.from(
      Array.from(
        { length: 300_000 },
        (_, minutes) => `goroutine 1 [select, ${minutes + 1} minutes]:\np.a(0x1)\n\t/a.go:1 +0x2\n\n`,
      ).join(''),
    );
    const expected = await atOnce(bytes);
    const waits = [...(expected.groups[0]?.waits ?? [])];
    expect(waits.length).toBeLessThanOrEqual(1 << 18);
    expect(waits.reduce((sum, [, count]) => sum + count, 0)).toBe(300_000);
    expect(waits.at(-1)?.[0]).toBe(300_000);
    expect(shown(inRanges(bytes, 3_000_000))).toBe(shown(expected));
  });

  it('cannot be put together where too much is kept apart, and then says so', () => {
    const stacks = Array.from(
      { length: 66_000 },
      (_, id) => `goroutine 1 [select]:\np.f${id}()\n\t/a.go:1\n`,
    );
    expect(inRanges(Buffer.from(stacks.join('\n')), 500_000)).toBeUndefined();
    const values = Array.from(
      { length: 66_000 },
      (_, id) => `goroutine 1 [select]:\np.a(0x${id.toString(16)})\n\t/a.go:1\n`,
    );
    expect(inRanges(Buffer.from(values.join('\n')), 500_000)).toBeUndefined();
  });
});
