import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { compileFunctionPattern } from '../../../src/parse/go/function-name.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import type { GoroutineProfile } from '../../../src/model/goroutine.ts';
import { golden, inPieces, openCapture, shown, whole } from './capture.ts';

const options = {
  daemon: 'dockerd',
  file: 'pprof/dockerd/goroutine.debug2.txt',
  argumentProbes: [{ function: compileFunctionPattern('daemon.(*Daemon).Kill'), index: 1 }],
};
const small = readFileSync(golden('dockerd-18.09.2.debug2.txt'));
const newer = readFileSync(golden('newer-go.debug2.txt'));
const parse = (bytes: Uint8Array | string): Promise<GoroutineProfile> =>
  parseGoroutineDump(whole(bytes), options);

describe('a full dump of a real daemon', () => {
  it('is grouped by stack, state and creator', async () => {
    await expect(shown(await parse(small))).toMatchFileSnapshot(golden('dockerd-18.09.2.debug2.golden'));
  });

  it('tells the containers of kill-wait-18.09.2 apart by the pointer that Kill carries', async () => {
    const host = await openCapture('examples/kill-wait-18.09.2');
    const profile = await parseGoroutineDump(await host.open(options.file), options);
    const kill = profile.groups.find((group) => group.frames[0]?.function.endsWith('.Kill'));
    expect(profile.total).toBe(3078);
    expect(kill).toMatchObject({ count: 1500, state: 'chan receive', lockedToThread: 0 });
    expect(kill?.arguments).toHaveLength(1);
    const tallies = [...(kill?.arguments[0]?.values ?? [])].map(([pointer, { count }]) => [pointer, count]);
    expect(new Map(tallies as [string, number][])).toEqual(
      new Map([
        ['0xc000a33d40', 500],
        ['0xc00072cb40', 100],
        ['0xc000ec4900', 900],
      ]),
    );
    const waits = [...(kill?.waits.values() ?? [])].reduce((sum, count) => sum + count, 0);
    expect(waits).toBe(1500);
    await host.close();
  });

  it('names the line on which a group, and an argument, is first seen', async () => {
    const profile = await parse(small);
    const lines = small.toString().split('\n');
    for (const group of profile.groups) expect(lines[group.firstLine - 1]).toBe(group.firstHeader);
    for (const [pointer, tally] of profile.groups.flatMap((group) => [
      ...(group.arguments[0]?.values ?? []),
    ])) {
      expect(lines[tally.firstLine]).toContain(`(0xc000092180?, ${pointer})`);
    }
  });

  it('is the same with the line ends of another system', async () => {
    const crlf = await parse(small.toString().replaceAll('\n', '\r\n'));
    expect(crlf).toEqual(await parse(small));
  });
});

// Each feature as the runtime of the named release prints it; all in golang/go src/runtime/traceback.go unless said.
describe('a full dump of newer Go', async () => {
  const profile = await parse(newer);
  const at = (line: number): GoroutineProfile['groups'][number] | undefined =>
    profile.groups.find((group) => group.firstLine === line);
  const line = (text: string): number =>
    newer
      .toString()
      .split('\n')
      .findIndex((row) => row.startsWith(text)) + 1;

  it('is read as a whole, whatever stands around it', async () => {
    expect(profile).toMatchObject({ total: 10, truncated: false });
    await expect(shown(profile)).toMatchFileSnapshot(golden('newer-go.debug2.golden'));
  });

  it('may tell g and m in the header and registers behind the frame (go1.22 goroutineheader, traceback2)', () => {
    const main = at(line('goroutine 1 '));
    expect(main).toMatchObject({ state: 'chan receive', waits: new Map([[5940, 1]]) });
    expect(main?.frames).toEqual([{ function: 'main.main', file: '/src/with blank/main.go', line: 12 }]);
  });

  it('groups goroutines whatever their numbers, registers and creators’ numbers (go1.21 printcreatedby1)', () => {
    expect(at(line('goroutine 7 '))).toMatchObject({
      count: 2,
      state: 'select (no cases)',
      lockedToThread: 2,
      createdBy: { function: 'main.main', file: '/src/main.go', line: 10 },
      frames: [{ function: 'main.run[...]' }],
    });
  });

  it('names the lock’s own state (go1.20 src/runtime/runtime2.go), without the flag of a scan', () => {
    const lock = at(line('goroutine 9 '));
    expect(lock?.state).toBe('sync.Mutex.Lock');
    expect(lock?.frames.map((frame) => frame.function)).toContain(
      'gopkg%2ein/example%2ev2.(*Store).Close-fm',
    );
    expect(lock?.createdBy?.function).toBe('main.main.func1.2');
  });

  it('may have no stack to show (tracebackothers)', () => {
    expect(at(line('goroutine 10 '))).toMatchObject({
      frames: [],
      createdBy: { function: 'main.main.gowrap1' },
    });
  });

  it('leaves synctest, labels and ancestors out (go1.25 goroutineheader, go1.27 labels, printAncestorTraceback)', () => {
    expect(at(line('goroutine 11 '))?.state).toBe('chan receive');
    expect(at(line('goroutine 12 '))).toMatchObject({
      state: 'select',
      frames: [{ function: 'main.serve' }],
    });
  });

  it('says where frames were left out (go1.21 traceback1)', () => {
    const deep = at(line('goroutine 13 '));
    expect(deep).toMatchObject({ framesElided: true });
    expect(deep?.frames).toHaveLength(4);
  });

  it('may hold C functions (traceback2, cgo frames)', () => {
    expect(at(line('goroutine 14 '))?.frames.map((frame) => frame.function)).toEqual([
      'non-Go function',
      'runtime.cgocall',
      'main._Cfunc_wait',
    ]);
  });

  it('has words of arguments that braces only group, and some that are not shown (go1.18 printArgs)', async () => {
    const values = async (index: number): Promise<string[]> => {
      const probes = { ...options, argumentProbes: [{ function: /^main\.run/g, index }] };
      const probed = await parseGoroutineDump(whole(newer), probes);
      return [...(probed.groups.find((group) => group.count === 2)?.arguments[0]?.values.keys() ?? [])];
    };
    expect(await values(0)).toEqual(['0xc000012018', '0xc000012020']);
    expect(await values(2)).toEqual(['0x1']);
    expect(await values(4)).toEqual(['0xc00001c0a0', '0xc00001c0b0']);
    expect(await values(5)).toEqual([]); // `_`
    expect(await values(6)).toEqual([]); // behind `...`, which stands for any number of words
  });
});

describe('any dump', () => {
  it('gives the same whatever the borders of its chunks', async () => {
    for (const bytes of [small, newer]) {
      const expected = await parse(bytes);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }),
          async (sizes) => {
            expect(await parseGoroutineDump(inPieces(bytes, sizes), options)).toEqual(expected);
          },
        ),
        { numRuns: 60 },
      );
      expect(await parseGoroutineDump(inPieces(bytes, [1]), options)).toEqual(expected);
    }
  });

  it('gives the goroutines before the cut when it breaks off, and says so in the middle of one', async () => {
    const total = (await parse(newer)).total;
    let before = 0;
    for (let length = 0; length <= newer.length; length++) {
      const profile = await parse(newer.subarray(0, length)).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ParseError);
      });
      if (profile === undefined) continue;
      expect(profile.total).toBeGreaterThanOrEqual(before);
      // A cut behind a whole frame cannot be told from the end; anywhere else the goroutine is not counted.
      if (profile.truncated) before = profile.total;
    }
    expect(before).toBeLessThanOrEqual(total);
    const cut = await parse(small.subarray(0, small.length - 40));
    expect(cut).toMatchObject({ truncated: true, total: (await parse(small)).total - 1 });
  });

  it('counts the last goroutine when no more than the last line feed is missing', async () => {
    const whole = await parse(small);
    expect(await parse(small.toString().trimEnd())).toEqual(whole);
  });

  it('is refused when there is no goroutine in it, with its first words', async () => {
    await expect(parse('404 page not found\n')).rejects.toThrow(/goroutine N \[state\].*404 page not found/);
    await expect(parse('')).rejects.toThrow(ParseError);
  });

  it('throws nothing but ParseError, whatever the bytes', async () => {
    const words = fc.constantFrom(
      'goroutine 1 [',
      'select',
      ', 3 minutes',
      ']:\n',
      'main.f(0x1',
      ')\n',
      '\t/a.go:1 +0x2\n',
    );
    const more = fc.constantFrom(
      'created by x in goroutine 2\n',
      '\n',
      '\r\n',
      '(',
      '...',
      '{',
      '}',
      '\0',
      '🙂',
      '\t',
      ' fp=0x1',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(words, words, more, fc.string({ maxLength: 5 })), { maxLength: 80 }),
        async (parts) => {
          const outcome = await parse(parts.join('')).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ParseError);
        },
      ),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await expect(parse(bytes)).rejects.toThrow(ParseError);
      }),
    );
  });

  it('counts each goroutine where it belongs, in whatever order stacks are seen', async () => {
    const goroutine = fc.record({
      state: fc.constantFrom('select', 'chan receive', 'IO wait'),
      minutes: fc.integer({ min: 0, max: 3 }),
      leaf: fc.constantFrom('a', 'ab', 'b', 'c'),
      line: fc.constantFrom(1, 11, 12),
      deep: fc.boolean(),
      creator: fc.constantFrom('', 'x', 'xy'),
      word: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(goroutine, { minLength: 1, maxLength: 60 }), async (list) => {
        const expected = new Map<string, number>();
        const words = new Map<string, number>();
        const text = list.map(({ state, minutes, leaf, line, deep, creator, word }, index) => {
          const key = `${state} p.${leaf}:${line}${deep ? ' p.root:7' : ''} ${creator}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
          words.set(`${key} 0x${word}`, (words.get(`${key} 0x${word}`) ?? 0) + 1);
          const root = deep ? `p.root({0x${index}?, 0x1})\n\t/p.go:7 +0x1\n` : '';
          const by = creator === '' ? '' : `created by p.${creator} in goroutine ${index}\n\t/p.go:9 +0x1\n`;
          const wait = minutes === 0 ? '' : `, ${minutes} minutes`;
          return `goroutine ${index} [${state}${wait}]:\np.${leaf}(0x${word})\n\t/p.go:${line} +0x${index}\n${root}${by}`;
        });
        const profile = await parseGoroutineDump(whole(text.join('\n')), {
          ...options,
          argumentProbes: [{ function: /^p\.[abc]+$/, index: 0 }],
        });
        const groups = profile.groups.map((group) => {
          const stack = group.frames.map((frame) => `${frame.function}:${frame.line}`).join(' ');
          return { ...group, key: `${group.state} ${stack} ${group.createdBy?.function.slice(2) ?? ''}` };
        });
        expect(new Map(groups.map(({ key, count }) => [key, count]))).toEqual(expected);
        const counted = groups.flatMap(({ key, arguments: [first] }) =>
          [...(first?.values ?? [])].map(([word, { count }]): [string, number] => [`${key} ${word}`, count]),
        );
        expect(new Map(counted)).toEqual(words);
      }),
      { numRuns: 80 },
    );
  });
});

describe('a dump made to do harm', () => {
  const one = (id: number, name: string, word = '0x1'): string =>
    `goroutine ${id} [select]:\n${name}(${word})\n\t/a.go:1 +0x1\n\n`;

  it('costs no more than a window when a line has no end', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(one(1, 'main.a'));
      for (let i = 0; i < 64; i++) yield Buffer.alloc(1 << 20, 'x');
      yield Buffer.from(`goroutine 5 [select]:\n${one(2, 'main.a')}`);
    }
    const profile = await parseGoroutineDump(endless(), options);
    expect(profile).toMatchObject({ total: 2, truncated: false });
    expect(profile.groups[0]?.firstLine).toBe(1);
  });

  it('counts a goroutine that is larger than the window by the frames that fit', async () => {
    const frames = 'main.f(0x1)\n\t/a.go:1 +0x1\n'.repeat(100_000);
    const profile = await parse(`goroutine 1 [select]:\n${frames}\n${one(2, 'main.a')}`);
    expect(profile.total).toBe(2);
    expect(profile.groups.find((group) => group.framesElided)?.count).toBe(1);
  });

  it('says how many goroutines it did not keep when there are too many different stacks', async () => {
    const dump = Array.from({ length: 66_000 }, (_, id) => one(id, `main.f${id}`)).join('');
    expect(await parse(dump)).toMatchObject({ total: 65_536, ungrouped: 464 });
  });

  it('keeps a bounded number of different values of an argument', async () => {
    const dump = Array.from({ length: 66_000 }, (_, id) => one(id, 'main.f', `0xc${id.toString(16)}`)).join(
      '',
    );
    const probes = [{ function: /main\.f/, index: 0 }];
    const profile = await parseGoroutineDump(whole(dump), { ...options, argumentProbes: probes });
    expect(profile.groups[0]?.count).toBe(66_000);
    expect(profile.groups[0]?.arguments[0]?.values.size).toBe(65_536);
  });

  it('forgets no goroutine when there are too many different states', async () => {
    const dump = Array.from({ length: 600 }, (_, id) =>
      one(1, 'main.a').replace('select', `state${id}`),
    ).join('');
    expect((await parse(dump + dump)).groups.map((group) => group.count)).toEqual(
      Array.from({ length: 600 }, () => 2),
    );
  });
});

it('a probe that asks for certain words leaves out those that may be stale', async () => {
  const dump = ['0xc000000010?', '0xc000000020', '0xc000000020?']
    .map((word, index) => `goroutine ${index + 1} [select]:\np.a(${word}, 0x1)\n\t/p/a.go:1 +0x1\n`)
    .join('\n');
  const valuesFor = async (certain: boolean) => {
    const argumentProbes = [{ function: /^p\.a$/, index: 0, certain }];
    const { groups } = await parseGoroutineDump(whole(Buffer.from(dump)), { ...options, argumentProbes });
    return [...(groups[0]?.arguments[0]?.values ?? [])].map(([word, { count }]) => [word, count]);
  };
  expect(await valuesFor(true)).toEqual([['0xc000000020', 1]]);
  expect(await valuesFor(false)).toEqual([
    ['0xc000000010', 1],
    ['0xc000000020', 2],
  ]);
});
