// The map of an ELF program: which bytes of the file the loader puts at which address.
//
// Source: elf(5), System V ABI (Elf32_Ehdr, Elf64_Ehdr, Elf32_Phdr, Elf64_Phdr, Elf32_Shdr, Elf64_Shdr).
//
//     7f 45 4c 46 02 01 01 00 …     \x7fELF, 64 bit, little endian
//
// Extended numbering (more than 65 279 sections) is not read: such a file counts as one without sections.

import { ParseError } from '../parse-error.ts';

/** A program file that is read in parts. */
export interface ProgramBytes {
  /** Bytes from an offset on; fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array;
}

export interface ElfPart {
  readonly address: number;
  readonly offset: number;
  /** Bytes in the file. */
  readonly length: number;
}

export interface ElfProgram {
  readonly bigEndian: boolean;
  /** 4 or 8. */
  readonly pointerBytes: number;
  /** What is loaded. */
  readonly segments: readonly (ElfPart & { readonly isWritable: boolean; readonly isExecutable: boolean })[];
  readonly sections: readonly (ElfPart & { readonly name: string })[];
}

const FORMAT = 'elf';
const PT_LOAD = 1;
const SHT_NOBITS = 8;
const MOST_SEGMENTS = 4096;
const MOST_SECTIONS = 16_384;
const MOST_NAME_BYTES = 1024 * 1024;

/** Reads the headers of an ELF program. Throws ParseError when it is none, or damaged. */
export function parseElfProgram(file: ProgramBytes): ElfProgram {
  const head = bytesAt(file, 0, 64, 52);
  if (head.readUInt32BE(0) !== 0x7f454c46)
    throw new ParseError(FORMAT, 0, '\\x7fELF', head.toString('latin1', 0, 4));
  const bits = head[4];
  const order = head[5];
  if ((bits !== 1 && bits !== 2) || (order !== 1 && order !== 2))
    throw new ParseError(FORMAT, 4, 'a class and a byte order', head.toString('hex', 4, 6));
  const read = new ElfNumbers(order === 2, bits === 2);
  const wide = bits === 2;
  if (wide && head.length < 64)
    throw new ParseError(FORMAT, 0, 'a header of 64 bytes', `${head.length} bytes`);
  const at = (offset32: number, offset64: number): number => (wide ? offset64 : offset32);
  const segments = table(file, {
    offset: read.word(head, at(28, 32)),
    size: read.half(head, at(42, 54)),
    count: read.half(head, at(44, 56)),
    least: at(32, 56),
    most: MOST_SEGMENTS,
  }).flatMap((row) => {
    if (read.int(row, 0) !== PT_LOAD) return [];
    const flags = read.int(row, at(24, 4));
    return [
      {
        offset: read.word(row, at(4, 8)),
        address: read.word(row, at(8, 16)),
        length: read.word(row, at(16, 32)),
        isExecutable: (flags & 1) !== 0,
        isWritable: (flags & 2) !== 0,
      },
    ];
  });
  const rows = table(file, {
    offset: read.word(head, at(32, 40)),
    size: read.half(head, at(46, 58)),
    count: read.half(head, at(48, 60)),
    least: at(40, 64),
    most: MOST_SECTIONS,
  });
  const sections = rows.map((row) => ({
    nameAt: read.int(row, 0),
    address: read.word(row, at(12, 16)),
    offset: read.word(row, at(16, 24)),
    length: read.int(row, 4) === SHT_NOBITS ? 0 : read.word(row, at(20, 32)),
  }));
  const names = sections[read.half(head, at(50, 62))];
  const text =
    names === undefined
      ? Buffer.alloc(0)
      : bytesAt(file, names.offset, Math.min(names.length, MOST_NAME_BYTES), 0);
  return {
    bigEndian: order === 2,
    pointerBytes: wide ? 8 : 4,
    segments,
    sections: sections.map(({ nameAt, ...part }) => ({ ...part, name: nameIn(text, nameAt) })),
  };
}

/** Bytes of the file from an offset on. Throws ParseError when there are fewer than `least`. */
export function bytesAt(file: ProgramBytes, offset: number, length: number, least: number): Buffer {
  const bytes = Buffer.from(file.read(offset, length));
  if (bytes.length < least) throw new ParseError(FORMAT, offset, `${least} bytes`, `${bytes.length} bytes`);
  return bytes;
}

/** Numbers in the byte order and the word size of a file. */
export class ElfNumbers {
  private readonly bigEndian: boolean;
  private readonly wide: boolean;

  constructor(bigEndian: boolean, wide: boolean) {
    this.bigEndian = bigEndian;
    this.wide = wide;
  }

  half(bytes: Buffer, at: number): number {
    return this.bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  }

  int(bytes: Buffer, at: number): number {
    return this.bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }

  /** An address or an offset; ParseError beyond 2^53. */
  word(bytes: Buffer, at: number): number {
    if (!this.wide) return this.int(bytes, at);
    const value = this.bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new ParseError(FORMAT, at, 'an address below 2^53', `0x${value.toString(16)}`);
    return Number(value);
  }
}

interface Table {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
  readonly least: number;
  readonly most: number;
}

function table(file: ProgramBytes, { offset, size, count, least, most }: Table): Buffer[] {
  if (offset === 0 || count === 0) return [];
  if (size < least || size > 1024) throw new ParseError(FORMAT, offset, `rows of ${least} bytes`, `${size}`);
  if (count > most) throw new ParseError(FORMAT, offset, `at most ${most} rows`, `${count}`);
  const bytes = bytesAt(file, offset, size * count, size * count);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function nameIn(text: Buffer, at: number): string {
  const end = text.indexOf(0, at);
  return at >= text.length || end < 0 ? '' : text.toString('latin1', at, end);
}
