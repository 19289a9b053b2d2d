// The heap profile as text, /debug/pprof/heap?debug=1:
//
//   heap profile: 65: 361024 [102: 4185208] @ heap/1048576
//   12: 49152 [12: 49152] @ 0x1123837 0x11237e2 0x11238ed 0x1129065 0xe34021
//   #	0x1123836	bufio.NewReaderSize+0x1f6	/usr/lib/go-1.19/src/bufio/bufio.go:57
//
// In use objects: bytes [allocated objects: bytes]. Defined by writeHeapInternal in golang/go src/runtime/pprof/pprof.go (go1.19.8: line 544);
// the figures are those of the sample and the head has twice its rate, for the sake of pprof, which scales them up
// (google/pprof profile/legacy_profile.go: parseHeapHeader, scaleHeapSample line 663). What follows the records: memory-stats.ts.

import type { HeapProfile } from '../../model/heap.ts';
import type { Frame } from '../../model/goroutine.ts';
import { ParseError } from '../parse-error.ts';
import { FrameTable } from './frame-table.ts';
import { HeapCounter } from './heap-counter.ts';
import type { HeapValues } from './heap-counter.ts';
import { memoryStatsOf } from './memory-stats.ts';
import { addressFrames, parseSymbolizedFrame } from './symbolized-frame.ts';
import { readTextLines } from './text-lines.ts';

const HEAD = /^heap profile: *\d+: *\d+ *\[ *\d+: *\d+ *\] *@ *(heap|heap_v2|heapprofile)(?:\/(\d{1,15}))?$/;
const RECORD = /^ *(-?\d{1,19}): *(-?\d{1,19}) *\[ *(\d{1,19}): *(\d{1,19}) *\] @((?: 0x[0-9a-f]{1,16})*)$/;

/** Parses a heap profile while it streams by; one that breaks off gives the records before. */
export async function parseHeapTextProfile(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly daemon: string; readonly file: string },
): Promise<HeapProfile> {
  const table = new FrameTable();
  const counter = new HeapCounter(table);
  const tail: string[] = [];
  let rate: number | undefined;
  let record: { values: HeapValues; addresses: string; line: number; frames: Frame[] } | undefined;

  const close = (): void => {
    if (record === undefined) return;
    const frames = record.frames.length > 0 ? record.frames : addressFrames(record.addresses, table);
    counter.add(frames, record.values, record.line);
    record = undefined;
  };

  for await (const { text, number, ended } of readTextLines(chunks)) {
    if (rate === undefined) {
      const head = HEAD.exec(text);
      if (head === null)
        throw new ParseError('heap text profile', number, 'heap profile: …: … […: …] @ heap/RATE', text);
      rate = head[1] === 'heap' ? Number(head[2] ?? 0) / 2 : head[1] === 'heap_v2' ? Number(head[2] ?? 0) : 1;
      continue;
    }
    if (!ended) break;
    const start = RECORD.exec(text);
    if (start !== null) {
      close();
      record = { values: scaleRecord(start, rate), addresses: start[5] ?? '', line: number, frames: [] };
    } else if (text === '') {
      close();
    } else if (text.startsWith('# ')) {
      close();
      if (tail.length < 100) tail.push(text);
    } else if (record !== undefined) {
      const frame = parseSymbolizedFrame(text, table);
      if (frame !== undefined && record.frames.length < 1024) record.frames.push(frame);
    }
  }
  if (rate === undefined) throw new ParseError('heap text profile', 0, 'heap profile: …', '');
  const memory = memoryStatsOf(tail);
  return { ...options, format: 'debug1', ...counter.result(), ...(memory === undefined ? {} : { memory }) };
}

function scaleRecord(record: RegExpExecArray, rate: number): HeapValues {
  const [inUseObjects, inUseBytes] = scaleSample(Number(record[1]), Number(record[2]), rate);
  const [allocatedObjects, allocatedBytes] = scaleSample(Number(record[3]), Number(record[4]), rate);
  return {
    inUseBytes,
    inUseObjects,
    allocatedBytes,
    allocatedObjects,
    sampledObjects: Math.max(0, Number(record[1])),
  };
}

/**
 * An object of S bytes gets into a sample of one in `rate` bytes with probability 1 - exp(-S / rate); dividing by it
 * estimates what there really is. A rate of 1 or less: everything was recorded.
 */
function scaleSample(objects: number, bytes: number, rate: number): [objects: number, bytes: number] {
  if (objects === 0 || bytes === 0) return [0, 0];
  if (rate <= 1) return [objects, bytes];
  const scale = 1 / (1 - Math.exp(-bytes / objects / rate));
  return [Math.trunc(objects * scale), Math.trunc(bytes * scale)];
}
