// Files, folders and sockets that others have named, and all that may lie on a file system that hangs. Nothing here looks a path up in
// this process: that is done by children that can be killed.

import type { GoBuildInfo } from '../../parse/go/build-info.ts';
import type { KillableChild } from '../../system/killable-child.ts';
import { startChild } from '../../system/killable-child.ts';
import { withPathChild } from './path-children.ts';
import type { ForeignPlace } from './path-rules.ts';
import type { FileFacts, ForeignFile, PlacedFile, ProgramFacts } from './questions.ts';

/** Names in a folder; more are refused. */
const MOST_NAMES = 100_000;

export interface ForeignOptions {
  readonly deadlineMs: number;
}

/** The regular file at a place, read as a whole. HostError: `denied` where the rule of the place forbids it, with the reason. */
export function readForeignFile(
  place: ForeignPlace,
  { maxBytes, deadlineMs }: ForeignOptions & { readonly maxBytes: number },
): Promise<ForeignFile> {
  return withPathChild(place.path, (child) => child.ask('read', { place, maxBytes }, place.path, deadlineMs));
}

/** The regular file at a place, or where it would lie. HostError as of `readForeignFile`, but never for a file that is not there. */
export function findForeignFile(
  place: ForeignPlace,
  { maxBytes, deadlineMs }: ForeignOptions & { readonly maxBytes: number },
): Promise<PlacedFile> {
  return withPathChild(place.path, (child) => child.ask('find', { place, maxBytes }, place.path, deadlineMs));
}

/** Who owns the regular file at a place. HostError as of `readForeignFile`. */
export function factsOfFile(place: ForeignPlace, { deadlineMs }: ForeignOptions): Promise<FileFacts> {
  return withPathChild(place.path, (child) => child.ask('facts', { place }, place.path, deadlineMs));
}

/** Names in a folder, sorted. HostError as of `readForeignFile`; `absent` where there is none. */
export function listForeignFolder(
  place: ForeignPlace,
  { deadlineMs, most = MOST_NAMES }: ForeignOptions & { readonly most?: number },
): Promise<readonly string[]> {
  return withPathChild(place.path, (child) => child.ask('list', { place, most }, place.path, deadlineMs));
}

/**
 * The last `bytes` of a regular file as a stream, which a child of its own reads; the deadline holds for each chunk. HostError as of
 * `readForeignFile`. `says` is the path in messages of the stream.
 */
export async function startForeignTail(
  place: ForeignPlace,
  bytes: number,
  { deadlineMs, says = place.path }: ForeignOptions & { readonly says?: string },
): Promise<KillableChild> {
  return withPathChild(place.path, async (child) => {
    const { descriptor } = await child.ask('hold', { place }, place.path, deadlineMs);
    const file = `/proc/${await child.pid()}/fd/${descriptor}`;
    const tail = startChild('tail', ['-c', String(bytes), '--', file], { path: says, deadlineMs });
    try {
      const first = await tail.chunks.next();
      return { ...tail, chunks: withFirst(first, tail.chunks) };
    } finally {
      await child.ask('drop', { descriptor }, place.path, deadlineMs);
    }
  });
}

/** Who owns the program that a process runs. `procRoot`: `/proc`, `/host/proc`. HostError when it cannot be known. */
export function programOf(
  procRoot: string,
  pid: number,
  { deadlineMs }: ForeignOptions,
): Promise<ProgramFacts> {
  const file = `${procRoot}/${pid}/exe`;
  return withPathChild(file, (child) => child.ask('program', { file }, file, deadlineMs));
}

/** What the Go linker wrote into the program that a process runs, read as bytes. HostError when there is nothing of it. */
export function readBuildInfo(
  procRoot: string,
  pid: number,
  { deadlineMs }: ForeignOptions,
): Promise<GoBuildInfo> {
  const file = `${procRoot}/${pid}/exe`;
  return withPathChild(file, (child) => child.ask('build', { file }, file, deadlineMs));
}

async function* withFirst(
  first: IteratorResult<Uint8Array, unknown>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
