import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HangingFilesystem, HANGS, PROBE } from '../../../../lab/faults/fuse/hanging-filesystem.ts';
import type { Hang } from '../../../../lab/faults/fuse/hanging-filesystem.ts';
import { decodeRequest, HEADER_BYTES, OPERATION } from '../../../../lab/faults/fuse/protocol.ts';
import type { Request } from '../../../../lab/faults/fuse/protocol.ts';

const ROOT = 1;
const ENTRIES = HANGS.map((hangs) => ({ name: `no-${hangs}`, hangs }));

function request(operation: number, node: number, body: Buffer | string = '', unique = 7n): Request {
  return { operation, unique, node, pid: 4242, body: Buffer.from(body) };
}

/** Error and data of the only reply. */
function only(replies: readonly Buffer[]): { error: number; unique: bigint; data: Buffer } {
  expect(replies).toHaveLength(1);
  const [reply = Buffer.alloc(16)] = replies;
  expect(reply.readUInt32LE(0)).toBe(reply.length);
  return { error: reply.readInt32LE(4), unique: reply.readBigUInt64LE(8), data: reply.subarray(16) };
}

function nodeOf(filesystem: HangingFilesystem, name: string): number {
  const { replies } = filesystem.answer(request(OPERATION.lookup, ROOT, `${name}\0`), false);
  return Number(only(replies).data.readBigUInt64LE(0));
}

function range(offset: number, size: number): Buffer {
  const body = Buffer.alloc(40);
  body.writeBigUInt64LE(BigInt(offset), 8);
  body.writeUInt32LE(size, 16);
  return body;
}

function requestFor(filesystem: HangingFilesystem, hang: Hang): Request {
  if (hang === 'lookup') return request(OPERATION.lookup, ROOT, `no-${hang}\0`);
  return request(OPERATION[hang], nodeOf(filesystem, `no-${hang}`), range(0, 4));
}

describe('the file system that hangs', () => {
  it.each(HANGS)('answers %s until it is told to hang, and never after', (hang) => {
    const filesystem = new HangingFilesystem(ENTRIES);
    const asked = requestFor(filesystem, hang);
    expect(only(filesystem.answer(asked, false).replies)).toMatchObject({ error: 0, unique: 7n });
    expect(filesystem.answer(asked, true)).toEqual({ replies: [], held: true });
  });

  it('answers every other operation on the same name while it hangs', () => {
    const filesystem = new HangingFilesystem(ENTRIES);
    const node = nodeOf(filesystem, 'no-read');
    for (const operation of [OPERATION.getattr, OPERATION.open, OPERATION.write, OPERATION.fsync]) {
      expect(only(filesystem.answer(request(operation, node, range(0, 4)), true).replies).error).toBe(0);
    }
  });

  it('does not know other names', () => {
    const { replies } = new HangingFilesystem(ENTRIES).answer(request(OPERATION.lookup, ROOT, 'x\0'), false);
    expect(only(replies).error).toBe(-2);
  });

  it('reads to the end of a file, and not beyond it', () => {
    const filesystem = new HangingFilesystem([{ name: 'f' }]);
    const read = (offset: number, size: number): string => {
      const asked = request(OPERATION.read, nodeOf(filesystem, 'f'), range(offset, size));
      return only(filesystem.answer(asked, false).replies).data.toString();
    };
    expect(read(0, 4096)).toBe('all is well\n');
    expect(read(4, 2)).toBe('is');
    expect(read(4096, 10)).toBe('');
  });

  it('lists its root in parts that fit, each name once', () => {
    const filesystem = new HangingFilesystem(ENTRIES);
    const names: string[] = [];
    for (let offset = 0; ;) {
      const asked = request(OPERATION.readdir, ROOT, range(offset, 64));
      const { data } = only(filesystem.answer(asked, false).replies);
      if (data.length === 0) break;
      expect(data.length).toBeLessThanOrEqual(64);
      for (let at = 0; at < data.length;) {
        const length = data.readUInt32LE(at + 16);
        names.push(data.toString('utf8', at + 24, at + 24 + length));
        offset = Number(data.readBigUInt64LE(at + 8));
        at += Math.ceil((24 + length) / 8) * 8;
      }
    }
    expect(names).toEqual(['.', '..', ...ENTRIES.map(({ name }) => name)]);
  });

  it('lets the reader of the probe be interrupted, says ENOSYS to the INTERRUPT, and then answers the reader', () => {
    const filesystem = new HangingFilesystem([]);
    const asked = request(OPERATION.read, nodeOf(filesystem, PROBE), range(0, 4), 31n);
    expect(filesystem.answer(asked, false)).toEqual({ replies: [], held: false, interrupt: 4242 });
    const body = Buffer.alloc(8);
    body.writeBigUInt64LE(31n);
    const { replies } = filesystem.answer(request(OPERATION.interrupt, 0, body, 32n), false);
    expect(replies.map((reply) => [reply.readBigUInt64LE(8), reply.readInt32LE(4)])).toEqual([
      [32n, -38],
      [31n, 0],
    ]);
  });

  it('says nothing to other interrupts, and to what wants no answer', () => {
    const filesystem = new HangingFilesystem(ENTRIES);
    for (const operation of [OPERATION.interrupt, OPERATION.forget, OPERATION.batchForget]) {
      expect(filesystem.answer(request(operation, ROOT, range(0, 0)), true).replies).toEqual([]);
    }
  });

  it('takes any request, and answers with a reply to it or not at all', () => {
    const filesystem = new HangingFilesystem(ENTRIES);
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(8),
        fc.uint8Array({ maxLength: 64 }),
        fc.boolean(),
        (operation, node, body, hanging) => {
          const { replies } = filesystem.answer(request(operation, node, Buffer.from(body)), hanging);
          for (const reply of replies) expect(reply.readUInt32LE(0)).toBe(reply.length);
        },
      ),
    );
  });
});

describe('a request of the kernel', () => {
  it('is read as it was written', () => {
    const bytes = Buffer.alloc(HEADER_BYTES + 6);
    bytes.writeUInt32LE(bytes.length, 0);
    bytes.writeUInt32LE(OPERATION.lookup, 4);
    bytes.writeBigUInt64LE(99n, 8);
    bytes.writeBigUInt64LE(1n, 16);
    bytes.writeUInt32LE(1234, 32);
    bytes.write('hello\0', HEADER_BYTES);
    expect(decodeRequest(bytes)).toEqual({
      operation: OPERATION.lookup,
      unique: 99n,
      node: 1,
      pid: 1234,
      body: Buffer.from('hello\0'),
    });
  });

  it('is nothing when it is shorter than it says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const found = decodeRequest(Buffer.from(bytes));
        if (found !== undefined) expect(found.body.length).toBeLessThanOrEqual(bytes.length - HEADER_BYTES);
      }),
    );
  });
});
