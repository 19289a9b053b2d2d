// What the Go linker has written into a program about itself.
//
// Source: Go src/debug/buildinfo/buildinfo.go (readRawBuildInfo, decodeString), src/cmd/link/internal/ld/data.go (buildinfo),
// src/runtime/debug/mod.go (BuildInfo.String). `go version -m FILE` prints it.
//
//     \xff Go buildinf: | pointer size | flags       1: big endian, 2: strings follow inline, from byte 32 on (Go 1.18 and later)
//     otherwise two pointers follow, to the string headers of the Go version and of the module information
//
// The module information stands between two marks of 16 bytes. Its lines:
//
//     path	github.com/containerd/containerd/cmd/containerd
//     mod	github.com/containerd/containerd	(devel)
//     build	-ldflags="-X github.com/containerd/containerd/version.Version=1.7.24"
//
// `build` lines came with Go 1.18; with -trimpath the linker's flags are left out.

import { ParseError } from '../parse-error.ts';
import { ElfNumbers, bytesAt, parseElfProgram } from './elf-program.ts';
import type { ElfPart, ElfProgram, ProgramBytes } from './elf-program.ts';

export interface GoBuildInfo {
  /** `go1.19.8`. */
  readonly goVersion: string;
  /** Import path of the main package. */
  readonly mainPath?: string;
  readonly module?: { readonly path: string; readonly version: string };
  /** `build` lines in their order. */
  readonly settings: readonly (readonly [key: string, value: string])[];
}

const FORMAT = 'go-build-info';
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGNMENT = 16;
const HEADER_BYTES = 32;
const MARK_BYTES = 16;
/** The linker puts it at the start of its segment. */
const SEARCH_BYTES = 1024 * 1024;
const MOST_VERSION_BYTES = 4096;
const MOST_LINKED = 100;
const MOST_MODULE_BYTES = 8 * 1024 * 1024;

/** Reads the build information of a Go program. Throws ParseError when there is none, or it is damaged. */
export function parseGoBuildInfo(file: ProgramBytes): GoBuildInfo {
  const elf = parseElfProgram(file);
  const place = dataStart(elf);
  const data = bytesAt(file, place.offset, Math.min(place.length, SEARCH_BYTES), 0);
  const start = findMagic(data, place.offset);
  const header = data.subarray(start);
  if (header.length < HEADER_BYTES)
    throw new ParseError(FORMAT, place.offset + start, `${HEADER_BYTES} bytes`, `${header.length} bytes`);
  const flags = header[15] ?? 0;
  const at = place.offset + start;
  const [goVersion, modules] =
    (flags & 2) !== 0 ? inlineStrings(file, at) : pointedStrings(file, elf, header, (flags & 1) !== 0, at);
  if (goVersion === '') throw new ParseError(FORMAT, at, 'the version of Go', '');
  return { goVersion, ...parseModules(withoutMarks(modules)) };
}

/** The version that a program was given: by `-X …version.Version=…`, else that of its module; undefined when neither is there. */
export function programVersion({ settings, module }: GoBuildInfo): string | undefined {
  const flags = settings.find(([key]) => key === '-ldflags')?.[1] ?? '';
  const linked = linkedVersions(flags);
  const own = linked.find(([name]) => module !== undefined && name.startsWith(module.path));
  const [, given] = own ?? (linked.length === 1 ? linked : [])[0] ?? [];
  if (given !== undefined) return given.replace(/^v(?=\d)/, '');
  const known = module?.version;
  return known === undefined || known === '' || known === '(devel)'
    ? undefined
    : known.replace(/^v(?=\d)/, '');
}

/** `-X 'path/version.Version=1.2'` and `-X path/version.Version=1.2`; a program may hold those of others too. */
function linkedVersions(flags: string): [name: string, version: string][] {
  const words = flags.split(/[\s'"]/);
  return words.flatMap((word) => {
    const at = word.indexOf('version.Version=');
    const value = word.slice(word.indexOf('=') + 1);
    return at < 0 || value === '' || value.length > MOST_LINKED ? [] : [[word, value] as [string, string]];
  });
}

function dataStart({ sections, segments }: ElfProgram): ElfPart {
  const place =
    sections.find(({ name, length }) => name === '.go.buildinfo' && length > 0) ??
    segments.find(({ isWritable, isExecutable }) => isWritable && !isExecutable);
  if (place !== undefined) return place;
  throw new ParseError(FORMAT, 0, 'a section .go.buildinfo or a segment of data', 'neither');
}

function findMagic(data: Buffer, offset: number): number {
  for (let at = data.indexOf(MAGIC); at >= 0; at = data.indexOf(MAGIC, at + 1)) {
    if (at % ALIGNMENT === 0) return at;
  }
  throw new ParseError(FORMAT, offset, '\\xff Go buildinf:', 'none');
}

function inlineStrings(file: ProgramBytes, at: number): [string, Buffer] {
  const version = inlineString(file, at + HEADER_BYTES, MOST_VERSION_BYTES);
  const modules = inlineString(file, version.end, MOST_MODULE_BYTES);
  return [version.bytes.toString('utf8'), modules.bytes];
}

/** A length as Go's uvarint (encoding/binary), and so many bytes. */
function inlineString(
  file: ProgramBytes,
  at: number,
  most: number,
): { readonly bytes: Buffer; readonly end: number } {
  const head = bytesAt(file, at, 10, 1);
  let length = 0;
  for (const [index, byte] of head.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) !== 0) continue;
    if (length > most) throw new ParseError(FORMAT, at, `at most ${most} bytes`, `${length}`);
    const start = at + index + 1;
    return { bytes: bytesAt(file, start, length, length), end: start + length };
  }
  throw new ParseError(FORMAT, at, 'a length', head.toString('hex'));
}

function pointedStrings(
  file: ProgramBytes,
  elf: ElfProgram,
  header: Buffer,
  bigEndian: boolean,
  at: number,
): [string, Buffer] {
  const pointerBytes = header[14] ?? 0;
  if (pointerBytes !== 4 && pointerBytes !== 8)
    throw new ParseError(FORMAT, at + 14, 'pointers of 4 or 8 bytes', `${pointerBytes}`);
  const numbers = new ElfNumbers(bigEndian, pointerBytes === 8);
  const string = (pointerAt: number, most: number): Buffer => {
    const header = memory(file, elf, numbers.word(headerAt, pointerAt), 2 * pointerBytes);
    const length = numbers.word(header, pointerBytes);
    if (length > most) throw new ParseError(FORMAT, at, `at most ${most} bytes`, `${length}`);
    return length === 0 ? Buffer.alloc(0) : memory(file, elf, numbers.word(header, 0), length);
  };
  const headerAt = header;
  const version = string(16, MOST_VERSION_BYTES).toString('utf8');
  const modulesAt = numbers.word(header, 16 + pointerBytes);
  return [version, modulesAt === 0 ? Buffer.alloc(0) : string(16 + pointerBytes, MOST_MODULE_BYTES)];
}

function memory(file: ProgramBytes, { segments }: ElfProgram, address: number, length: number): Buffer {
  const segment = segments.find(
    (one) => address >= one.address && address + length <= one.address + one.length,
  );
  if (segment === undefined)
    throw new ParseError(FORMAT, address, 'an address in the file', `0x${address.toString(16)}`);
  return bytesAt(file, segment.offset + address - segment.address, length, length);
}

function withoutMarks(modules: Buffer): string {
  const { length } = modules;
  const isMarked = length >= 2 * MARK_BYTES + 1 && modules[length - MARK_BYTES - 1] === 0x0a;
  return isMarked ? modules.toString('utf8', MARK_BYTES, length - MARK_BYTES) : '';
}

function parseModules(text: string): Omit<GoBuildInfo, 'goVersion'> {
  const settings: [string, string][] = [];
  let mainPath: string | undefined;
  let module: GoBuildInfo['module'];
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t', 3);
    if (kind === 'path') mainPath = first;
    if (kind === 'mod') module = { path: first, version: second };
    if (kind === 'build') {
      const pair = setting(line.slice('build\t'.length));
      if (pair !== undefined) settings.push(pair);
    }
  }
  return {
    settings,
    ...(mainPath === undefined ? {} : { mainPath }),
    ...(module === undefined ? {} : { module }),
  };
}

/** `-ldflags="-X …"`, `CGO_ENABLED=1`; a key or a value may be quoted as Go quotes strings. */
function setting(text: string): [string, string] | undefined {
  const at = text.indexOf('=');
  if (at < 0) return undefined;
  return [unquoted(text.slice(0, at)), unquoted(text.slice(at + 1))];
}

function unquoted(text: string): string {
  if (text.startsWith('`') && text.endsWith('`') && text.length > 1) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    // Go's quoting is that of JSON but for \a, \v, \x and octal numbers, which no flag has.
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
