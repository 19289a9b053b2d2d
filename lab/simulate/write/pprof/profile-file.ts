/** Profiles in protobuf, as runtime/pprof writes them since go1.9 (proto.go). */
import { gzipSync } from 'node:zlib';
import {
  Function as ProfileFunction,
  Line,
  Location,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import type { StackSetTexts } from '../stacks.ts';
import type { ProfileRecord } from './record-text.ts';

export interface ProfileHead {
  /** Type and unit of each value of a sample. */
  readonly sampleTypes: readonly (readonly [type: string, unit: string])[];
  readonly periodType: readonly [type: string, unit: string];
  readonly period: number;
  readonly timeMs: number;
}

interface NamedFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** Encodes records whose figures are the values. Frames of the runtime, which texts leave out, are in it. */
export function encodeProfile(
  records: readonly ProfileRecord[],
  stacks: StackSetTexts,
  { sampleTypes, periodType, period, timeMs }: ProfileHead,
): Uint8Array {
  const strings = new StringTable();
  const builder = new ProfileBuilder(strings, runtimeFrames(stacks));
  const sample = records.map(
    ({ figures, pcs, lines }) =>
      new Sample({ locationId: builder.locations(pcs, lines), value: [...figures] }),
  );
  const valueType = ([type, unit]: readonly [string, string]): ValueType =>
    new ValueType({ type: strings.dedup(type), unit: strings.dedup(unit) });
  const profile = new Profile({
    sampleType: sampleTypes.map(valueType),
    sample,
    location: builder.location,
    function: builder.function,
    timeNanos: BigInt(timeMs) * 1_000_000n,
    periodType: valueType(periodType),
    period,
    stringTable: strings,
  });
  return gzipSync(profile.encode(), { level: 1 });
}

class ProfileBuilder {
  readonly location: Location[] = [];
  readonly function: ProfileFunction[] = [];
  private readonly strings: StringTable;
  private readonly runtime: ReadonlyMap<string, readonly NamedFrame[]>;
  private readonly locationIds = new Map<string, number>();
  private readonly functionIds = new Map<string, number>();

  constructor(strings: StringTable, runtime: ReadonlyMap<string, readonly NamedFrame[]>) {
    this.strings = strings;
    this.runtime = runtime;
  }

  locations(pcs: readonly string[], lines: ProfileRecord['lines']): number[] {
    const named = new Map<string, NamedFrame[]>();
    for (const line of lines) {
      const pc = `0x${(Number.parseInt(line.address, 16) + 1).toString(16)}`;
      named.set(pc, [...(named.get(pc) ?? []), line]);
    }
    return pcs.flatMap((pc) => {
      const frames = named.get(pc) ?? this.runtime.get(pc);
      return frames === undefined ? [] : [this.locationOf(pc, frames)];
    });
  }

  private locationOf(pc: string, frames: readonly NamedFrame[]): number {
    const known = this.locationIds.get(pc);
    if (known !== undefined) return known;
    const id = this.location.length + 1;
    this.locationIds.set(pc, id);
    const line = frames.map((frame) => new Line({ functionId: this.functionOf(frame), line: frame.line }));
    this.location.push(new Location({ id, address: BigInt(pc) - 1n, line }));
    return id;
  }

  private functionOf({ function: name, file }: NamedFrame): number {
    const known = this.functionIds.get(name);
    if (known !== undefined) return known;
    const id = this.function.length + 1;
    this.functionIds.set(name, id);
    const nameId = this.strings.dedup(name);
    this.function.push(
      new ProfileFunction({ id, name: nameId, systemName: nameId, filename: this.strings.dedup(file) }),
    );
    return id;
  }
}

function runtimeFrames(stacks: StackSetTexts): ReadonlyMap<string, readonly NamedFrame[]> {
  const frames = new Map<string, NamedFrame[]>();
  for (const row of stacks.files('runtime-frames.txt').split('\n')) {
    const [pc = '', name = '', place = ''] = row.split(' ');
    const [file = '', line = ''] = place.split(':');
    frames.set(pc, [...(frames.get(pc) ?? []), { function: name, file, line: Number(line) }]);
  }
  return frames;
}
