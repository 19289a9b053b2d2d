import { fileURLToPath } from 'node:url';
import type { Host } from '../../../src/host/host.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import type { GoroutineProfile } from '../../../src/model/goroutine.ts';

/** The captures in the repository, by folder. */
export const CAPTURES = [
  'examples/kill-wait-18.09.2',
  'test/cases/client-leak-20.10.24',
  'test/cases/containerd-undeletable-1.6.20',
  'test/cases/cured-18.09.2',
  'test/cases/healthy-18.09.2',
  'test/cases/inspect-lock-18.09.2',
  'test/cases/stop-forever-20.10.24',
  'test/cases/undeletable-20.10.24',
] as const;

export function openCapture(name: (typeof CAPTURES)[number]): Promise<Host> {
  return openRecordedHost(fileURLToPath(new URL(`../../../${name}.tar.gz`, import.meta.url)));
}

export function golden(name: string): string {
  return fileURLToPath(new URL(`goldens/${name}`, import.meta.url));
}

/** The bytes in pieces of the given sizes, over and over; what is left comes last. */
export async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function* whole(bytes: Uint8Array | string): AsyncGenerator<Uint8Array> {
  yield typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
}

/** How many goroutines have each stack, by functions alone, as all three forms of a profile tell it. */
export function countsByStack(profile: GoroutineProfile): Map<string, number> {
  const counts = new Map<string, number>();
  for (const group of profile.groups) {
    // The full dump leaves out all of the runtime's own functions, the others those at the leaf.
    const stack = group.frames
      .filter((frame) => !/^runtime\.[^A-Z]/.test(frame.function))
      .map((frame) => `${frame.function.replace('runtime.gopanic', 'panic')} ${frame.file}:${frame.line}`)
      .join('\n');
    counts.set(stack, (counts.get(stack) ?? 0) + group.count);
  }
  return counts;
}

/** A profile as text for a golden: Maps as lists. */
export function shown(value: unknown): string {
  const plain = JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? [...inner] : inner), 2);
  return `${plain}\n`;
}
