/**
 * What goroutines hold at least, read off their stacks. golang/go src/runtime/stack.go (stackMin: 2 KiB; a stack that does not
 * fit is doubled), src/net/http/server.go (a reader and a writer of 4 KiB for each connection), src/internal/poll (a goroutine that
 * waits there waits on a descriptor of its own).
 */
import type { GoroutineGroup } from '../../model/goroutine.ts';
import { servesHttp } from '../facts/api-call.ts';

/** Of one goroutine. */
export interface GoroutineCost {
  readonly stackBytes: number;
  readonly bufferBytes: number;
  readonly descriptors: number;
}

const KIB = 1024;
const SMALLEST_STACK = 2 * KIB;
/** Frames of the daemons take some 150 bytes each in the median; an estimate from below. */
const FRAME_BYTES = 128;
/** A connection's request, response and their headers, besides its two buffers. */
const CONNECTION_BYTES = 8 * KIB;
/** What the kernel keeps for an open socket or pipe (struct file, inode, sock), for weighing only. */
const DESCRIPTOR_BYTES = 2 * KIB;

/** What one goroutine of the group costs. */
export function costOf(group: GoroutineGroup): GoroutineCost {
  const { frames } = group;
  let stackBytes = SMALLEST_STACK;
  while (stackBytes < frames.length * FRAME_BYTES) stackBytes *= 2;
  const serves = servesHttp(frames);
  const polls = frames.some((frame) => frame.function.startsWith('internal/poll.(*FD).'));
  const watches = frames.some((frame) => frame.function.endsWith('(*connReader).backgroundRead'));
  return {
    stackBytes,
    bufferBytes: serves ? CONNECTION_BYTES : 0,
    descriptors: serves || (polls && !watches) ? 1 : 0,
  };
}

/** Bytes by which groups are ranked: memory, and what the kernel keeps for descriptors. */
export function weightOf(group: GoroutineGroup, count: number): number {
  const { stackBytes, bufferBytes, descriptors } = costOf(group);
  return count * (stackBytes + bufferBytes + descriptors * DESCRIPTOR_BYTES);
}
