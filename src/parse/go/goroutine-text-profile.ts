// The counted goroutine profile, /debug/pprof/goroutine?debug=1:
//
//   goroutine profile: total 3078
//   1500 @ 0xe01e16 0xe120fc 0x17d9ee7 0xe34021
//   # labels: {"job":"ingest"}
//   #	0x17d9ee6	github.com/docker/docker/container.(*State).Wait.func1+0xc6	/go/src/…/container/state.go:213
//
// Defined by printCountProfile in golang/go src/runtime/pprof/pprof.go (go1.19.8: line 403). Labels since go1.11. Records
// that differ only in labels or in addresses of one and the same line are one group here. It tells neither states, waiting
// times, arguments nor creators.

import type { GoroutineProfile } from '../../model/goroutine.ts';
import { ParseError } from '../parse-error.ts';
import { StackCounter } from './stack-counter.ts';
import { FrameTable } from './frame-table.ts';
import { addressFrames, parseSymbolizedFrame } from './symbolized-frame.ts';
import { readTextLines } from './text-lines.ts';
import type { TextLine } from './text-lines.ts';
import type { Frame } from '../../model/goroutine.ts';

/** Parses a counted profile while it streams by. */
export async function parseGoroutineTextProfile(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly daemon: string; readonly file: string },
): Promise<GoroutineProfile> {
  const table = new FrameTable();
  const counter = new StackCounter(table);
  let declaredTotal: number | undefined;
  let record: { count: number; addresses: string; line: TextLine; frames: Frame[] } | undefined;
  let cutOff = false;

  const close = (): void => {
    if (record === undefined) return;
    const frames = record.frames.length > 0 ? record.frames : addressFrames(record.addresses, table);
    counter.add(frames, record.count, record.line.number, record.line.text);
    record = undefined;
  };

  for await (const line of readTextLines(chunks)) {
    if (declaredTotal === undefined) {
      const head = /^goroutine profile: total (\d{1,15})$/.exec(line.text);
      if (head === null)
        throw new ParseError('goroutine text profile', line.number, 'goroutine profile: total N', line.text);
      declaredTotal = Number(head[1]);
      continue;
    }
    cutOff = !line.ended;
    if (cutOff) break;
    const start = /^(\d{1,15}) @((?: 0x[0-9a-f]{1,16})*)$/.exec(line.text);
    if (start !== null) {
      close();
      record = { count: Number(start[1]), addresses: start[2] ?? '', line, frames: [] };
    } else if (line.text === '') {
      close();
    } else if (record !== undefined) {
      const frame = parseSymbolizedFrame(line.text, table);
      if (frame !== undefined && record.frames.length < 1024) record.frames.push(frame);
    }
  }
  if (declaredTotal === undefined)
    throw new ParseError('goroutine text profile', 0, 'goroutine profile: total N', '');
  // Every record ends in an empty line; one without is not whole.
  const truncated = cutOff || record !== undefined || counter.total + counter.ungrouped < declaredTotal;
  return { ...options, format: 'debug1', declaredTotal, truncated, ...counter.result() };
}
