import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  Function as PprofFunction,
  Line,
  Location,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { parseGoroutineProtobuf } from '../../../src/parse/go/goroutine-protobuf.ts';
import { parseGoroutineTextProfile } from '../../../src/parse/go/goroutine-text-profile.ts';
import { parseHeapProfile } from '../../../src/parse/go/heap-profile.ts';
import { parseHeapTextProfile } from '../../../src/parse/go/heap-text-profile.ts';
import { parseMemoryStats } from '../../../src/parse/go/memory-stats.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { CAPTURES, countsByStack, golden, inPieces, openCapture, shown, whole } from './capture.ts';

const options = { daemon: 'dockerd', file: 'a' };
const counted = readFileSync(golden('dockerd-18.09.2.debug1.txt'));
const heapText = readFileSync(golden('dockerd-18.09.2.heap.debug1.txt'));

describe('the three forms of a goroutine profile', () => {
  it.each(CAPTURES)(
    'agree in %s but for the few goroutines that came and went between them',
    async (name) => {
      const host = await openCapture(name);
      for (const daemon of await host.list('pprof')) {
        const folder = `pprof/${daemon}`;
        const dump = await parseGoroutineDump(await host.open(`${folder}/goroutine.debug2.txt`), options);
        const text = await parseGoroutineTextProfile(
          await host.open(`${folder}/goroutine.debug1.txt`),
          options,
        );
        const protobuf = parseGoroutineProtobuf(await host.read(`${folder}/goroutine.pb.gz`), options);
        expect(text.total).toBe(text.declaredTotal);
        expect(text.truncated).toBe(false);
        const expected = countsByStack(text);
        for (const other of [dump, protobuf]) {
          const counts = countsByStack(other);
          const stacks = new Set([...expected.keys(), ...counts.keys()]);
          let differences = 0;
          for (const stack of stacks)
            differences += Math.abs((counts.get(stack) ?? 0) - (expected.get(stack) ?? 0));
          expect(differences).toBeLessThanOrEqual(12);
        }
      }
      await host.close();
    },
  );
});

describe('a counted goroutine profile', () => {
  it('is grouped by stack, with the line of each record', async () => {
    await expect(shown(await parseGoroutineTextProfile(whole(counted), options))).toMatchFileSnapshot(
      golden('dockerd-18.09.2.debug1.golden'),
    );
  });

  it('puts records together that differ in labels or addresses only (src/runtime/pprof/pprof.go, go1.11)', async () => {
    const text = [
      'goroutine profile: total 7',
      '4 @ 0x1 0x2',
      '# labels: {"job":"ingest"}',
      '#\t0x1\tmain.f+0x1\t/a b.go:3',
      '',
      '2 @ 0x4 0x2',
      '#\t0x4\t\tmain.f+0x4\t\t/a b.go:3',
      '',
      '1 @ 0x7 0x8',
      '#\t0x7',
      '',
      '',
    ].join('\n');
    const profile = await parseGoroutineTextProfile(whole(text), options);
    expect(profile).toMatchObject({ total: 7, declaredTotal: 7, truncated: false });
    expect(profile.groups).toMatchObject([
      {
        count: 6,
        frames: [{ function: 'main.f', file: '/a b.go', line: 3 }],
        firstLine: 2,
        firstHeader: '4 @ 0x1 0x2',
      },
      { count: 1, frames: [{ function: '0x7' }] },
    ]);
  });

  it('is a prefix of itself wherever it breaks off, and says that it does', async () => {
    const full = await parseGoroutineTextProfile(whole(counted), options);
    for (let length = 0; length < counted.length - 1; length++) {
      const profile = await parseGoroutineTextProfile(whole(counted.subarray(0, length)), options).catch(
        (error: unknown) => {
          expect(error).toBeInstanceOf(ParseError);
        },
      );
      if (profile === undefined) continue;
      expect(profile.truncated).toBe(true);
      expect(full.groups.map((group) => group.firstLine)).toEqual(
        expect.arrayContaining(profile.groups.map((group) => group.firstLine)),
      );
    }
  });

  it('gives the same whatever the borders of its chunks', async () => {
    const full = await parseGoroutineTextProfile(whole(counted), options);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        async (sizes) => {
          expect(await parseGoroutineTextProfile(inPieces(counted, sizes), options)).toEqual(full);
        },
      ),
    );
  });
});

describe('a heap profile as text', () => {
  it('is scaled up by its rate, with the statistics at its end', async () => {
    const profile = await parseHeapTextProfile(whole(heapText), options);
    await expect(shown(profile)).toMatchFileSnapshot(golden('dockerd-18.09.2.heap.debug1.golden'));
    // 12 objects of 4 096 bytes at one sample in 524 288 bytes (the head says twice that): a factor of 128.5.
    const reader = profile.sites.find((site) => site.frames[2]?.function === 'net/http.newBufioReader');
    expect(reader).toMatchObject({ inUseObjects: 1542, inUseBytes: 6316063 });
  });

  it.each(['heap/2', 'heap_v2/1', 'heapprofile'])(
    '%s was not sampled, and is taken as it is',
    async (head) => {
      const text = `heap profile: 1: 64 [2: 128] @ ${head}\n1: 64 [2: 128] @ 0x1\n#\t0x1\tmain.f+0x1\t/a.go:1\n\n`;
      expect(await parseHeapTextProfile(whole(text), options)).toMatchObject({
        inUseBytes: 64,
        allocatedBytes: 128,
      });
    },
  );

  it('says the same as the protobuf form of a quiet daemon', async () => {
    const host = await openCapture('examples/kill-wait-18.09.2');
    const text = await parseHeapTextProfile(await host.open('pprof/dockerd/heap.debug1.txt'), options);
    const protobuf = parseHeapProfile(await host.read('pprof/dockerd/heap.pb.gz'), options);
    expect(protobuf.inUseBytes / text.inUseBytes).toBeCloseTo(1, 1);
    const top = protobuf.sites[0];
    const same = text.sites.find((site) => JSON.stringify(site.frames) === JSON.stringify(top?.frames));
    expect(same?.inUseBytes).toBe(top?.inUseBytes);
    await host.close();
  });

  it('has statistics that can be read alone, from the end of whatever stands before', async () => {
    const full = await parseHeapTextProfile(whole(heapText), options);
    const long = Buffer.concat([Buffer.from('x\n'.repeat(200_000)), heapText]);
    for (const size of [1000, 70_000, long.length]) {
      expect(await parseMemoryStats(inPieces(long, [size]))).toEqual(full.memory);
    }
    expect(await parseMemoryStats(whole('heap profile: …\n'))).toBeUndefined();
    expect(await parseMemoryStats(whole('# Sys = 123'))).toBeUndefined(); // may go on
  });
});

describe('text profiles', () => {
  it('throw nothing but ParseError, whatever the bytes', async () => {
    const words = fc.constantFrom(
      'goroutine profile: total 3\n',
      'heap profile: 1: 2 [3: 4] @ heap/10\n',
      '1 @ 0x1\n',
      '1: 2 [3: 4] @ 0x1\n',
      '#\t0x1\tmain.f+0x1\t/a.go:1\n',
      '#\t0x1\n',
      '# Sys = 1\n',
      '\n',
      '#\t',
      '-',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(words, words, fc.string({ maxLength: 4 })), { maxLength: 30 }),
        async (parts) => {
          for (const parse of [parseGoroutineTextProfile, parseHeapTextProfile]) {
            const outcome = await parse(whole(parts.join('')), options).catch((error: unknown) => error);
            if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ParseError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a protobuf profile', () => {
  const strings = new StringTable();
  const text = (value: string): number => strings.dedup(value);
  const profile = new Profile({
    sampleType: [new ValueType({ type: text('goroutine'), unit: text('count') })],
    sample: [
      new Sample({ locationId: [1, 2], value: [5] }),
      new Sample({ locationId: [1, 2], value: [2] }),
      new Sample({ locationId: [3], value: [1] }),
    ],
    location: [
      new Location({
        id: 1,
        line: [new Line({ functionId: 1, line: 4 }), new Line({ functionId: 2, line: 9 })],
      }),
      new Location({ id: 2, line: [new Line({ functionId: 3, line: 1 })] }),
      new Location({ id: 3, address: 0xdeadbeefn }),
    ],
    function: [
      new PprofFunction({ id: 1, name: text('runtime.gopark'), filename: text('/proc.go') }),
      new PprofFunction({ id: 2, name: text('main.f'), filename: text('/a.go') }),
      new PprofFunction({ id: 3, name: text('runtime.goexit'), filename: text('/asm.s') }),
    ],
    stringTable: strings,
  });
  const plain = profile.encode();

  it('is read gzip’d or not, without the runtime’s own leaf, as the text form leaves it out', () => {
    for (const bytes of [plain, gzipSync(plain)]) {
      expect(parseGoroutineProtobuf(bytes, options)).toMatchObject({
        total: 8,
        groups: [
          { count: 7, frames: [{ function: 'main.f', file: '/a.go', line: 9 }], firstLine: 0 },
          { count: 1, frames: [{ function: '0xdeadbeef' }] },
        ],
      });
    }
  });

  it('is refused when it is of another kind', () => {
    expect(() => parseHeapProfile(plain, options)).toThrow(/sample type inuse_space.*goroutine/);
  });

  it('is refused when it breaks off, is no profile, or unpacks to too much', async () => {
    const host = await openCapture('examples/kill-wait-18.09.2');
    const packed = await host.read('pprof/dockerd/goroutine.pb.gz');
    await host.close();
    for (const length of [0, 1, 2, 20, 2000, packed.length - 1]) {
      expect(() => parseGoroutineProtobuf(packed.subarray(0, length), options)).toThrow(ParseError);
    }
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    expect(() => parseGoroutineProtobuf(bomb, options)).toThrow(ParseError);
    const unpacked = gunzipSync(packed);
    for (let length = 1; length < unpacked.length; length += 97) {
      try {
        parseGoroutineProtobuf(unpacked.subarray(0, length), options);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }
  });

  it('is refused when it would keep the decoder busy for ever, or fill the memory', () => {
    const endless = Buffer.alloc(1 << 20, 0xff);
    const field = (key: number[], body: Uint8Array): Buffer =>
      Buffer.concat([Buffer.from([...key, 0x80, 0x80, 0x40]), body]);
    expect(() => parseGoroutineProtobuf(endless, options)).toThrow(ParseError);
    expect(() => parseGoroutineProtobuf(field([0x4a], endless), options)).toThrow(ParseError); // time_nanos with a length
    expect(() => parseGoroutineProtobuf(field([0x12, 0x80, 0x80, 0x41, 0x0a], endless), options)).toThrow(
      ParseError,
    );
    expect(() => parseGoroutineProtobuf(Buffer.alloc(8 << 20, Buffer.from([0x12, 0x00])), options)).toThrow(
      /fields/,
    );
  });

  it('throws nothing but ParseError, whatever the bytes', () => {
    const flipped = fc.tuple(fc.nat({ max: plain.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => {
      const bytes = Uint8Array.from(plain);
      bytes[at] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), flipped), (bytes) => {
        for (const parse of [parseGoroutineProtobuf, parseHeapProfile]) {
          try {
            parse(bytes, options);
          } catch (error) {
            expect(error).toBeInstanceOf(ParseError);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
