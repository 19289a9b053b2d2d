// The heap profile in pprof's own form, /debug/pprof/heap; bytes and their source: pprof-profile.ts. Four values a sample:
//
//   sample_type: alloc_objects/count, alloc_space/bytes, inuse_objects/count, inuse_space/bytes
//   sample { location_id: [1, 2] value: [24, 98304, 24, 98304] label { key: "bytes" num: 4096 } }
//
// Defined by writeHeapProto in golang/go src/runtime/pprof/protomem.go (go1.19.8: line 15), which has already scaled the sample up.

import type { HeapProfile } from '../../model/heap.ts';
import { ParseError } from '../parse-error.ts';
import { HeapCounter } from './heap-counter.ts';
import { parsePprofProfile } from './pprof-profile.ts';

/** Parses a heap profile, gzip'd or not. */
export function parseHeapProfile(
  bytes: Uint8Array,
  options: { readonly daemon: string; readonly file: string },
): HeapProfile {
  const { sampleTypes, samples, table, period } = parsePprofProfile(bytes);
  const column = (type: string): number => {
    const index = sampleTypes.indexOf(type);
    if (index < 0) throw new ParseError('heap profile', 0, `sample type ${type}`, sampleTypes.join(', '));
    return index;
  };
  const inUseBytes = column('inuse_space');
  const inUseObjects = column('inuse_objects');
  const allocatedBytes = column('alloc_space');
  const allocatedObjects = column('alloc_objects');
  const counter = new HeapCounter(table);
  for (const { frames, values } of samples) {
    counter.add(
      frames,
      {
        inUseBytes: values[inUseBytes] ?? 0,
        inUseObjects: values[inUseObjects] ?? 0,
        allocatedBytes: values[allocatedBytes] ?? 0,
        allocatedObjects: values[allocatedObjects] ?? 0,
        ...(period === undefined
          ? {}
          : { sampledObjects: countSampled(values[inUseObjects] ?? 0, values[inUseBytes] ?? 0, period) }),
      },
      0,
    );
  }
  return { ...options, format: 'protobuf', ...counter.result() };
}

/** How many objects of the sample these were scaled up from: each got into it with probability 1 - exp(-size / period). */
function countSampled(objects: number, bytes: number, period: number): number {
  return objects <= 0 || bytes <= 0 ? 0 : Math.round(objects * (1 - Math.exp(-bytes / objects / period)));
}
