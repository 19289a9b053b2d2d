import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLogStart, linesSince, resolveSince } from '../../../src/parse/log/log-start.ts';
import { inPieces } from '../go/capture.ts';

const START = Date.parse('2026-11-24T00:00:00Z');

/** A log with a line every so many seconds; every seventh has no time. */
function logOf(steps: readonly number[]): { readonly text: string; readonly times: readonly number[] } {
  let at = START;
  const times: number[] = [];
  const lines = steps.map((seconds, index) => {
    if (index % 7 === 6) return '\tgoroutine of a stack dump, or a line that was broken';
    at += seconds * 1000;
    times.push(at);
    return `time="${new Date(at).toISOString()}" level=info msg="line ${index}"`;
  });
  return { text: `${lines.join('\n')}\n`, times };
}

/** What is left of a log from its first line on that is not older. */
function cutAt(text: string, sinceMs: number): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => Date.parse(/^time="([^"]+)"/.exec(line)?.[1] ?? '') >= sinceMs);
  return first < 0 ? '' : lines.slice(first).join('\n');
}

async function text(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const readAtOf = (bytes: Buffer) => async (into: Uint8Array, position: number) =>
  bytes.copy(into, 0, position, position + into.length);

describe('a log from a time on', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 120 });

  it('has the lines that are not older, whatever the borders of its chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: -100, max: 6000 }),
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
        async (steps, seconds, sizes) => {
          const log = logOf(steps);
          const sinceMs = START + seconds * 1000;
          const lines = linesSince(inPieces(Buffer.from(log.text), sizes), sinceMs, {});
          expect(await text(lines)).toBe(cutAt(log.text, sinceMs));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is found in a large file by a few looks, and the same lines are left', async () => {
    const log = logOf(Array.from({ length: 60_000 }, (_, index) => index % 3));
    const bytes = Buffer.from(log.text);
    let looks = 0;
    const readAt = (into: Uint8Array, position: number): Promise<number> => {
      looks++;
      return readAtOf(bytes)(into, position);
    };
    for (const share of [0, 0.1, 0.5, 0.999, 1]) {
      const sinceMs = log.times[Math.floor(share * (log.times.length - 1))] ?? 0;
      looks = 0;
      const start = await findLogStart(readAt, bytes.length, sinceMs, {});
      expect(looks).toBeLessThan(12);
      const lines = linesSince(inPieces(bytes.subarray(start), [30_000]), sinceMs, {});
      expect(await text(lines)).toBe(cutAt(log.text, sinceMs));
    }
  });

  it('counts a duration back from its last line', async () => {
    const log = logOf([10, 10, 10, 10]);
    const bytes = Buffer.from(log.text);
    const since = await resolveSince(readAtOf(bytes), bytes.length, { beforeEndMs: 15_000 }, {});
    expect(since).toBe((log.times.at(-1) ?? 0) - 15_000);
    expect(await resolveSince(readAtOf(Buffer.from('x\n')), 2, { beforeEndMs: 1 }, {})).toBeUndefined();
  });
});
