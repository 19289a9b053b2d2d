import type { Recording } from './recording.ts';

/** Hosts come in sizes; the daemon fits into this one. */
const SIZES_KIB = [24_684_096, 65_835_008, 131_923_304, 527_832_712];
const LARGEST_KIB = 2_113_496_240;

export function hostMemoryKib({ memory }: Recording): number {
  return SIZES_KIB.find((kib) => kib * 1024 > memory.rssBytes * 1.2) ?? LARGEST_KIB;
}
