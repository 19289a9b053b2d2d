import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { parseProcNetUnix } from '../../../src/parse/socket/proc-net-unix.ts';
import { inChunks, tableRows } from './table-rows.ts';

const recorded = new Uint8Array(readFileSync(new URL('goldens/proc-net-unix.txt', import.meta.url)));

describe('parseProcNetUnix', () => {
  it('reads names and states, and says that peers are not known', async () => {
    const table = await parseProcNetUnix([recorded]);
    expect(table).toMatchObject({ source: 'proc-net-unix', file: 'proc/net/unix', peersKnown: false });
    expect(tableRows(table)).toEqual([
      'stream listen /tmp/record unix diag.sock 888978 -> 0 queue 0',
      'stream established - 888979 -> 0 queue 0',
      'stream established - 888983 -> 0 queue 0',
      'seqpacket established - 888986 -> 0 queue 0',
      'datagram established - 888985 -> 0 queue 0',
      'stream synSent /tmp/record unix diag.sock 0 -> 0 queue 0',
      'stream established /tmp/record unix diag.sock 888980 -> 0 queue 0',
      'stream established /tmp/record unix diag.sock 888982 -> 0 queue 0',
      'datagram established @abstract@name 888984 -> 0 queue 0',
    ]);
    expect(table.line[0]).toBe(2);
  });

  it('does not care where the text is cut into chunks, and gives a prefix when it was cut short', async () => {
    const whole = tableRows(await parseProcNetUnix([recorded]));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 99 }), fc.nat(recorded.length), async (size, length) => {
        expect(tableRows(await parseProcNetUnix(inChunks(recorded, [size])))).toEqual(whole);
        try {
          const found = tableRows(await parseProcNetUnix([recorded.subarray(0, length)]));
          expect(found).toEqual(whole.slice(0, found.length));
        } catch (error) {
          if (!(error instanceof ParseError)) throw error;
        }
      }),
    );
  });

  it('throws nothing but ParseError at random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        await parseProcNetUnix([bytes]).catch((error: unknown) => expect(error).toBeInstanceOf(ParseError));
      }),
    );
  });
});
