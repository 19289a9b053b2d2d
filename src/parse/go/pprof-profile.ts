// A profile in pprof's own form, gzip'd protobuf: /debug/pprof/goroutine, /debug/pprof/heap. Defined by google/pprof
// proto/profile.proto, written by golang/go src/runtime/pprof/proto.go (since go1.9). Its first bytes:
//
//   1f 8b 08 00 …      gzip; within: 0a 04 08 01 10 02   sample_type { type: string 1, unit: string 2 }
//   12 1b 0a 0e …      sample { location_id: […] value: […] }
//
// A location has one line for each function that was inlined there, innermost first. A Go program fills in functions,
// files and lines itself; code without a symbol has an address only.

import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import type { Frame } from '../../model/goroutine.ts';
import { ParseError } from '../parse-error.ts';
import { FrameTable } from './frame-table.ts';
import { checkPprofBounds } from './pprof-bounds.ts';
import { trimRuntimeFrames } from './symbolized-frame.ts';

interface PprofSample {
  /** Leaf first, without what the text form leaves out. */
  readonly frames: readonly Frame[];
  /** One for each sample type. */
  readonly values: readonly number[];
}

interface PprofProfile {
  /** `goroutine`, `inuse_space`, … */
  readonly sampleTypes: readonly string[];
  readonly samples: readonly PprofSample[];
  /** How much lies between two samples, e.g. 524 288 bytes; absent where the profile does not tell. */
  readonly period?: number;
  readonly table: FrameTable;
}

/** A profile of more than this, unpacked, is not one of a container daemon. */
const MOST_BYTES = 16 << 20;
const MOST_FRAMES = 1024;

/** Unpacks and decodes a profile, gzip'd or not. */
export function parsePprofProfile(bytes: Uint8Array): PprofProfile {
  const plain = unpack(bytes);
  if (plain.length === 0) throw new ParseError('pprof profile', 0, 'a profile', '');
  checkPprofBounds(plain);
  const profile = decode(plain);
  const table = new FrameTable();
  const text = (index: number | bigint): string => profile.stringTable.strings[Number(index)] ?? '';
  const functions = new Map(profile.function.map((entry) => [Number(entry.id), entry]));
  const locations = new Map<number, readonly Frame[]>();
  for (const location of profile.location) {
    const frames = location.line.slice(0, MOST_FRAMES).map((line) => {
      const entry = functions.get(Number(line.functionId));
      const file = entry === undefined ? '' : text(entry.filename);
      const name = entry === undefined ? '' : text(entry.name);
      return table.frame(name === '' ? address(location.address) : name, {
        ...(file === '' ? {} : { file }),
        ...(Number(line.line) > 0 ? { line: Number(line.line) } : {}),
      });
    });
    locations.set(Number(location.id), frames.length > 0 ? frames : [table.frame(address(location.address))]);
  }
  const samples = profile.sample.map((sample) => ({
    frames: trimRuntimeFrames(stack(sample.locationId, locations)),
    values: sample.value.map((value) => Number(BigInt.asIntN(64, BigInt(value)))),
  }));
  const period = Number(profile.period);
  return {
    sampleTypes: profile.sampleType.map((type) => text(type.type)),
    samples,
    ...(period > 0 ? { period } : {}),
    table,
  };
}

function unpack(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (bytes.length > MOST_BYTES)
      throw new ParseError('pprof profile', 0, `at most ${MOST_BYTES} bytes`, '');
    return bytes;
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new ParseError('pprof profile', 0, `whole gzip data of at most ${MOST_BYTES} bytes`, found);
  }
}

function decode(bytes: Uint8Array): Profile {
  try {
    return Profile.decode(bytes);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new ParseError('pprof profile', 0, 'a profile.proto message', found);
  }
}

function stack(ids: readonly (number | bigint)[], locations: ReadonlyMap<number, readonly Frame[]>): Frame[] {
  const frames: Frame[] = [];
  for (const id of ids) {
    if (frames.length >= MOST_FRAMES) break;
    frames.push(...(locations.get(Number(id)) ?? []));
  }
  return frames;
}

function address(value: number | bigint): string {
  return `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
