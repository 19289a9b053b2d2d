// The goroutine profile in pprof's own form, /debug/pprof/goroutine (debug=0); bytes and their source: pprof-profile.ts.
// Sample type `goroutine`, unit `count`; one sample for each stack and set of labels:
//
//   sample { location_id: [1, 2, 3] value: [1500] }
//   sample { location_id: [4, 5] value: [1500] label { key: "job" str: "ingest" } }
//
// Defined by printCountProfile in golang/go src/runtime/pprof/pprof.go (go1.19.8: line 403). It tells the same as the counted text.

import type { GoroutineProfile } from '../../model/goroutine.ts';
import { ParseError } from '../parse-error.ts';
import { parsePprofProfile } from './pprof-profile.ts';
import { StackCounter } from './stack-counter.ts';

/** Parses a goroutine profile, gzip'd or not. */
export function parseGoroutineProtobuf(
  bytes: Uint8Array,
  options: { readonly daemon: string; readonly file: string },
): GoroutineProfile {
  const { sampleTypes, samples, table } = parsePprofProfile(bytes);
  const column = sampleTypes.indexOf('goroutine');
  if (column < 0) {
    throw new ParseError('goroutine profile', 0, 'sample type goroutine', sampleTypes.join(', '));
  }
  const counter = new StackCounter(table);
  for (const { frames, values } of samples) {
    const count = values[column] ?? 0;
    if (count > 0) counter.add(frames, count, 0, '');
  }
  return { ...options, format: 'protobuf', truncated: false, ...counter.result() };
}
