import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGoBuildInfo, programVersion } from '../../../src/parse/go/build-info.ts';
import type { GoBuildInfo } from '../../../src/parse/go/build-info.ts';
import type { ProgramBytes } from '../../../src/parse/go/elf-program.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

const MARK = Buffer.alloc(16, 0x30);
const MODULES = [
  'path\tgithub.com/containerd/containerd/cmd/containerd',
  'mod\tgithub.com/containerd/containerd\t(devel)\t',
  'dep\tgithub.com/x/y\tv1.2.3\th1:abc=',
  `build\t-ldflags=${JSON.stringify("-X github.com/k3s-io/k3s/pkg/version.Version=v9.9.9 -X 'github.com/containerd/containerd/version.Version=v1.6.33'")}`,
  'build\tCGO_ENABLED=1',
  '',
].join('\n');

interface Shape {
  readonly wide: boolean;
  readonly big: boolean;
  /** The section .go.buildinfo is there. */
  readonly sections: boolean;
  /** Strings follow the header. */
  readonly inline: boolean;
}

const BASE = 0x10_000;
const DATA_AT = 0x200;

/** A program with headers and one segment of data, as small as it gets. */
function program({ wide, big, sections, inline }: Shape, version = 'go1.17.3', modules = MODULES): Buffer {
  const file = Buffer.alloc(DATA_AT + 0x1000);
  const half = (value: number, at: number): unknown =>
    big ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at);
  const int = (value: number, at: number): unknown =>
    big ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at);
  const word = (value: number, at: number): unknown => {
    if (!wide) return int(value, at);
    return big ? file.writeBigUInt64BE(BigInt(value), at) : file.writeBigUInt64LE(BigInt(value), at);
  };
  const at = (narrow: number, broad: number): number => (wide ? broad : narrow);
  file.write('\x7fELF', 0, 'latin1');
  file.writeUInt8(wide ? 2 : 1, 4);
  file.writeUInt8(big ? 2 : 1, 5);
  // One segment of data that can be written to.
  word(64, at(28, 32));
  half(at(32, 56), at(42, 54));
  half(1, at(44, 56));
  int(1, 64);
  int(6, 64 + at(24, 4));
  word(DATA_AT, 64 + at(4, 8));
  word(BASE, 64 + at(8, 16));
  word(0x1000, 64 + at(16, 32));
  const info = DATA_AT + (sections ? 0x40 : 0);
  if (sections) {
    const [names, table] = [0x150, 0x80];
    file.write('\0.go.buildinfo\0', names, 'latin1');
    word(table, at(32, 40));
    half(at(40, 64), at(46, 58));
    half(3, at(48, 60));
    half(2, at(50, 62));
    const row = (index: number, name: number, offset: number, length: number): void => {
      const start = table + index * at(40, 64);
      int(name, start);
      int(1, start + 4);
      word(offset, start + at(16, 24));
      word(length, start + at(20, 32));
    };
    row(1, 1, info, 0x800);
    row(2, 0, names, 16);
  }
  file.write('\xff Go buildinf:', info, 'latin1');
  file.writeUInt8(wide ? 8 : 4, info + 14);
  file.writeUInt8((inline ? 2 : 0) | (big ? 1 : 0), info + 15);
  const text = modules === '' ? Buffer.alloc(0) : Buffer.concat([MARK, Buffer.from(modules), MARK]);
  if (inline) {
    const short = Buffer.from([version.length]);
    const long = Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7]);
    Buffer.concat([short, Buffer.from(version), long, text]).copy(file, info + 32);
    return file;
  }
  const pointer = at(4, 8);
  const address = (offset: number): number => BASE + offset - DATA_AT;
  const place = (index: number, bytes: Buffer, offset: number): void => {
    const header = DATA_AT + 0x100 + index * 0x20;
    word(address(header), info + 16 + index * pointer);
    word(address(offset), header);
    word(bytes.length, header + pointer);
    bytes.copy(file, offset);
  };
  place(0, Buffer.from(version), DATA_AT + 0x200);
  place(1, text, DATA_AT + 0x280);
  return file;
}

const bytesOf = (file: Uint8Array): ProgramBytes => ({
  read: (from, length) => file.subarray(from, from + length),
});
const parse = (file: Uint8Array): GoBuildInfo => parseGoBuildInfo(bytesOf(file));

const SHAPES = [true, false].flatMap((wide) =>
  [true, false].flatMap((big) =>
    [true, false].flatMap((sections) =>
      [true, false].map((inline): Shape => ({ wide, big, sections, inline })),
    ),
  ),
);

describe('the build info of a Go program', () => {
  it.each(SHAPES)('is read in every form: %o', (shape) => {
    expect(parse(program(shape))).toEqual({
      goVersion: 'go1.17.3',
      mainPath: 'github.com/containerd/containerd/cmd/containerd',
      module: { path: 'github.com/containerd/containerd', version: '(devel)' },
      settings: [
        ['-ldflags', expect.stringContaining('version.Version=v1.6.33')],
        ['CGO_ENABLED', '1'],
      ],
    });
  });

  it('tells the version that the linker was given for this module, not for another one in it', () => {
    expect(programVersion(parse(program(SHAPES[0]!)))).toBe('1.6.33');
  });

  it("tells the module's version where it was built as one, and none for a development build", () => {
    const version = (module: string): string | undefined =>
      programVersion(parse(program(SHAPES[0]!, 'go1.21.0', `path\tx/cmd\nmod\tx\t${module}\th1:a=\n`)));
    expect(version('v1.28.4')).toBe('1.28.4');
    expect(version('(devel)')).toBeUndefined();
  });

  it('is there without modules, and absent in another program', () => {
    expect(parse(program(SHAPES[0]!, 'go1.9', ''))).toEqual({ goVersion: 'go1.9', settings: [] });
    const stripped = program(SHAPES[0]!).fill(0, DATA_AT);
    expect(() => parse(stripped)).toThrow(ParseError);
    expect(() => parse(Buffer.from('#!/bin/sh\n'))).toThrow(ParseError);
  });

  it('is damaged without more than a ParseError: wherever it is cut off or changed', () => {
    const files = SHAPES.map((shape) => program(shape));
    const only = (file: Uint8Array): void => {
      try {
        parse(file);
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), only));
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(0x600), (file, end) => only(file.subarray(0, end))),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(0x300), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (file, changes) => {
          const changed = Buffer.from(file);
          for (const [at, value] of changes) changed.writeUInt8(value, at);
          only(changed);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never reads more than a few MiB, whatever lengths stand in it', () => {
    const file = program({ wide: true, big: false, sections: false, inline: false });
    file.writeBigUInt64LE(2n ** 52n, DATA_AT + 0x100 + 8);
    let most = 0;
    const watched: ProgramBytes = {
      read: (from, length) => {
        most = Math.max(most, length);
        return file.subarray(from, from + length);
      },
    };
    expect(() => parseGoBuildInfo(watched)).toThrow(ParseError);
    expect(most).toBeLessThanOrEqual(8 * 1024 * 1024);
  });
});

const REAL = ['/usr/bin/containerd', '/usr/sbin/dockerd'].filter((file) => existsSync(file));
if (REAL.length < 2) process.stderr.write('build-info.test.ts: no containerd or no dockerd here, skipped\n');

it.skipIf(REAL.length < 2)("is read of Debian's containerd and dockerd, from a few kilobytes of each", () => {
  const found = REAL.map((file) => {
    const descriptor = openSync(file, 'r');
    let total = 0;
    try {
      const info = parseGoBuildInfo({
        read: (from, length) => {
          const bytes = Buffer.alloc(length);
          total += length;
          return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from));
        },
      });
      return { ...info, total };
    } finally {
      closeSync(descriptor);
    }
  });
  for (const { goVersion, total } of found) {
    expect(goVersion).toMatch(/^go1\.\d+/);
    expect(total).toBeLessThan(4 * 1024 * 1024);
  }
  expect(found.map(({ mainPath }) => mainPath)).toEqual([
    'github.com/containerd/containerd/cmd/containerd',
    'github.com/docker/docker/cmd/dockerd',
  ]);
});
