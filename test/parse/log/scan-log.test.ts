import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogFile } from '../../../src/model/log.ts';
import { scanLog } from '../../../src/parse/log/scan-log.ts';
import { messages } from './messages.ts';

const GOLDENS = new URL('goldens/', import.meta.url);
const goldens = readdirSync(GOLDENS).filter((name) => name.endsWith('.log'));
const read = (name: string): Buffer => readFileSync(new URL(name, GOLDENS));

const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const FORCE = `Container ${ID} failed to exit within 30 seconds of signal 15 - using the force`;
const line = (second: number): string => `time="2026-11-24T02:07:0${second}Z" level=info msg="${FORCE}"`;

async function* inChunks(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

const scan = (...chunks: readonly (string | Uint8Array)[]): Promise<LogFile> =>
  scanLog(inChunks(...chunks), {
    file: 'logs/dockerd.log',
    daemon: 'dockerd',
    messages,
    capturedAtMs: Date.UTC(2026, 10, 24, 4),
    bootAtMs: Date.UTC(2026, 10, 24, 1),
  });

describe('scanLog on real lines', () => {
  it.each(goldens)('counts what %s says', async (name) => {
    const log = await scan(read(name));
    await expect(`${JSON.stringify(log, null, 2)}\n`).toMatchFileSnapshot(
      `goldens/${name.replace(/log$/, 'json')}`,
    );
  });

  it.each(goldens)('finds the same in %s whatever the chunks', async (name) => {
    const bytes = read(name);
    const whole = await scan(bytes);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), async (cuts) => {
        const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
        expect(await scan(...chunks)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
    expect(await scan(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it.each(goldens)('counts no more in a part of %s than in the whole', async (name) => {
    const bytes = read(name);
    const total = (log: LogFile): number => log.tallies.reduce((sum, tally) => sum + tally.count, 0);
    const whole = total(await scan(bytes));
    for (let end = 0; end < bytes.length; end += 97)
      expect(total(await scan(bytes.subarray(0, end)))).toBeLessThanOrEqual(whole);
  });
});

describe('scanLog', () => {
  it('counts equal messages once each and keeps the first and the last line', async () => {
    const log = await scan(`${line(1)}\nnothing\n${line(2)}\n\n${line(3)}`);
    expect(log).toMatchObject({
      lineCount: 5,
      firstAtMs: Date.UTC(2026, 10, 24, 2, 7, 1),
      lastAtMs: Date.UTC(2026, 10, 24, 2, 7, 3),
    });
    expect(log.tallies).toEqual([
      {
        message: 'dockerd-using-the-force-old',
        role: 'stop-escalated',
        containerId: ID,
        fields: { gracePeriod: '30', signal: '15' },
        count: 3,
        firstAtMs: Date.UTC(2026, 10, 24, 2, 7, 1),
        lastAtMs: Date.UTC(2026, 10, 24, 2, 7, 3),
        samples: [2, 3].map((nth) => ({ atMs: Date.UTC(2026, 10, 24, 2, 7, nth), count: nth })),
        first: { file: 'logs/dockerd.log', line: 1, quote: line(1) },
        last: { file: 'logs/dockerd.log', line: 5, quote: line(3) },
      },
    ]);
  });

  it('remembers how a count grew, in at most 80 points, and the last sixteen lines one by one', async () => {
    const at = (second: number): string => line(0).replace(':00Z', `:${String(second).padStart(2, '0')}Z`);
    const [few] = (await scan(Array.from({ length: 20 }, (_, second) => at(second)).join('\n'))).tallies;
    expect(few?.samples).toEqual(
      Array.from({ length: 19 }, (_, index) => ({
        atMs: Date.UTC(2026, 10, 24, 2, 7, index + 1),
        count: index + 2,
      })),
    );
    const many = await scan(Array.from({ length: 5000 }, (_, index) => at(index % 60)).join('\n'));
    const [tally] = many.tallies;
    expect(tally?.samples?.length).toBeLessThanOrEqual(80);
    expect(tally?.samples?.length).toBeGreaterThan(46);
    expect(tally?.samples?.slice(-16).map(({ count }) => count)).toEqual(
      Array.from({ length: 16 }, (_, index) => 4985 + index),
    );
  });

  it('reads lines that end with CRLF like others', async () => {
    const unix = await scan(`${line(1)}\n${line(2)}\n`);
    const windows = await scan(`${line(1)}\r\n${line(2)}\r\n`);
    expect(windows.tallies).toEqual(unix.tallies);
  });

  it('counts a message in JSON together with the same one in text', async () => {
    const json = JSON.stringify({ MESSAGE: line(2), __REALTIME_TIMESTAMP: '1' });
    const bytes = JSON.stringify({ MESSAGE: [...Buffer.from(line(3))] });
    const log = await scan([line(1), json, bytes].join('\n'));
    expect(log.tallies.map(({ count, lastAtMs }) => [count, lastAtMs])).toEqual([
      [3, Date.UTC(2026, 10, 24, 2, 7, 3)],
    ]);
  });

  it('considers only the beginning of a line that has no end, and reads on behind it', async () => {
    const long = `${'x'.repeat(70_000)} ${FORCE} ${'x'.repeat(2_000_000)}`;
    for (const chunks of [
      [`${long}\n${line(1)}\n`],
      [...(long.match(/.{1,50000}/g) ?? []), `\n${line(1)}\n`],
    ]) {
      const log = await scan(...chunks);
      expect(log.lineCount).toBe(2);
      expect(log.tallies.map(({ count, first }) => [count, first.line])).toEqual([[1, 2]]);
    }
  });

  it('quotes the beginning of a long line, and never half a character', async () => {
    const [tally] = (await scan(`${line(1)} ${'𝒳'.repeat(1000)}`)).tallies;
    expect(tally?.first.quote.length).toBeLessThanOrEqual(400);
    expect(tally?.first.quote).toMatch(/𝒳$/u);
  });

  it('keeps at most ten thousand tallies apart and counts the rest by message', async () => {
    const call = (index: number): string =>
      `level=debug msg="Calling POST /containers/${index.toString(16).padStart(64, '0')}/stop?t=1"`;
    const log = await scan(Array.from({ length: 12_000 }, (_, index) => call(index)).join('\n'));
    expect(log.tallies).toHaveLength(10_001);
    expect(log.tallies.find(({ containerId }) => containerId === undefined)).toMatchObject({
      message: 'dockerd-api-stop',
      count: 2000,
      fields: {},
    });
  });

  it('has nothing to say of an empty log', async () => {
    expect(await scan()).toEqual({
      daemon: 'dockerd',
      file: 'logs/dockerd.log',
      lineCount: 0,
      bytes: 0,
      tallies: [],
    });
  });

  it('reads any bytes', async () => {
    const piece = fc.oneof(
      fc.uint8Array(),
      fc
        .constantFrom('\n', '\r\n', '\0', '{"MESSAGE":[', 'Container ', FORCE, line(1), '\xff')
        .map((text) => Buffer.from(text, 'latin1')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const log = await scan(...pieces);
        expect(log).toEqual(await scan(Buffer.concat(pieces)));
        expect(log.bytes).toBe(pieces.reduce((sum, bytes) => sum + bytes.length, 0));
      }),
    );
  });
});
