import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { parseSsTable } from '../../../src/parse/socket/ss-table.ts';
import { parseUnixDiag } from '../../../src/parse/socket/unix-diag.ts';
import { tableRows } from './table-rows.ts';

const golden = (name: string) => new Uint8Array(readFileSync(new URL(`goldens/${name}`, import.meta.url)));
const recorded = golden('unix-diag.bin');

/** Where each message of a dump begins, and where the last ends. */
function messageStarts(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = [0];
  for (let at = 0; at < bytes.length; starts.push(at)) at += (view.getUint32(at, true) + 3) & ~3;
  return starts;
}

function patched(offset: number, value: number): Uint8Array {
  const bytes = recorded.slice();
  new DataView(bytes.buffer).setUint32(offset, value, true);
  return bytes;
}

describe('parseUnixDiag', () => {
  it('reads from the kernel what ss read at the same time', async () => {
    const dump = parseUnixDiag([recorded]);
    expect(dump).toMatchObject({ done: true, interrupted: false });
    expect(tableRows(dump.table)).toEqual(tableRows(await parseSsTable([golden('unix-diag.ss.txt')])));
    expect(tableRows(dump.table)).toEqual([
      'stream listen /tmp/record unix diag.sock 888978 -> 0 queue 1',
      'stream established - 888979 -> 888980 queue 5',
      'stream established - 888983 -> 0 queue 0',
      'seqpacket established - 888986 -> 0 queue 0',
      'datagram established - 888985 -> 888984 queue 0',
      'stream established /tmp/record unix diag.sock 888980 -> 888979 queue 0',
      'stream established /tmp/record unix diag.sock 888982 -> 0 queue 0',
      'datagram established @abstract@name 888984 -> 0 queue 0',
    ]);
  });

  it('tells a connection that waits to be accepted from one whose other end is gone', () => {
    const { table } = parseUnixDiag([recorded]);
    const shutdownOf = (inode: number) => table.shutdown?.[table.inode.indexOf(inode)];
    expect(shutdownOf(888983)).toBe(0);
    expect(shutdownOf(888982)).toBe(3);
  });

  it('knows all peers and no owners', () => {
    const { table } = parseUnixDiag([recorded]);
    expect(table).toMatchObject({ source: 'sock_diag', file: 'sock_diag', peersKnown: true, owners: [] });
    expect([...table.owner].every((owner) => owner === -1)).toBe(true);
  });

  it('does not care how messages are spread over datagrams', () => {
    const starts = messageStarts(recorded);
    const whole = tableRows(parseUnixDiag([recorded]).table);
    fc.assert(
      fc.property(fc.subarray(starts.slice(1, -1)), (cuts) => {
        const edges = [0, ...cuts, recorded.length];
        const datagrams = edges.slice(1).map((end, index) => recorded.subarray(edges[index], end));
        expect(tableRows(parseUnixDiag(datagrams).table)).toEqual(whole);
      }),
    );
  });

  it('gives a prefix that is not done, or ParseError, for a dump that was cut anywhere', () => {
    const starts = messageStarts(recorded);
    const whole = tableRows(parseUnixDiag([recorded]).table);
    for (let length = 0; length < recorded.length; length++) {
      const parse = () => parseUnixDiag([recorded.subarray(0, length)]);
      if (!starts.includes(length)) {
        expect(parse).toThrow(ParseError);
        continue;
      }
      const dump = parse();
      expect(dump.done).toBe(false);
      expect(tableRows(dump.table)).toEqual(whole.slice(0, dump.table.count));
    }
  });

  it('says that the dump was interrupted when the kernel marks it so', () => {
    const bytes = recorded.slice();
    new DataView(bytes.buffer).setUint16(6, 0x02 | 0x10, true);
    expect(parseUnixDiag([bytes])).toMatchObject({ done: true, interrupted: true });
  });

  it('says the errno with which the kernel refused', () => {
    const refusal = new DataView(new ArrayBuffer(36));
    refusal.setUint32(0, 36, true);
    refusal.setUint16(4, 2, true);
    refusal.setInt32(16, -2, true);
    expect(parseUnixDiag([new Uint8Array(refusal.buffer)])).toMatchObject({ done: true, errno: 2 });
  });

  it('throws ParseError for lengths that cannot be', () => {
    expect(() => parseUnixDiag([patched(0, 3)])).toThrow(/16 bytes or more/);
    expect(() => parseUnixDiag([patched(0, 0x7fff_fffe)])).toThrow(ParseError);
    expect(() => parseUnixDiag([patched(32, 0x0000_0001)])).toThrow(/4 bytes or more/);
  });

  it('throws nothing but ParseError at random bytes', () => {
    const anything = fc.uint8Array({ maxLength: 400 });
    const damaged = fc
      .tuple(fc.nat(recorded.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }))
      .map(([at, bytes]) => {
        const copy = recorded.slice();
        copy.set(bytes.subarray(0, copy.length - at), at);
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(anything, damaged), (bytes) => {
        try {
          parseUnixDiag([bytes]);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
