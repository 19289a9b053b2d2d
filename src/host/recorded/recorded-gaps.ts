// Why a file is not in a case: `manifest.json`, which `deadwait collect` writes (casefile/record-case.ts, deadwait/case/v1).
//
//     { "format": "deadwait/case/v1", "gaps": [ { "source": "docker/version.json", "reason": "timeout", "detail": "dockerd did not answer within 2 s" } ] }
//
// Cases that were recorded in another way have none.

import { GAP_REASONS, type Gap } from '../../model/gap.ts';
import { joinChunks } from '../../system/chunks.ts';
import { HostError } from '../../system/host-error.ts';

const MANIFEST = 'manifest.json';
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_DETAIL = 500;

/** Reads a manifest once, when it is first asked for: file → why it could not be recorded. Never rejects. */
export function recordedGaps(
  open: (path: string) => Promise<AsyncIterable<Uint8Array>>,
): () => Promise<ReadonlyMap<string, Gap>> {
  let gaps: Promise<ReadonlyMap<string, Gap>> | undefined;
  return () => (gaps ??= readGaps(open));
}

async function readGaps(
  open: (path: string) => Promise<AsyncIterable<Uint8Array>>,
): Promise<ReadonlyMap<string, Gap>> {
  try {
    const bytes = await joinChunks(await open(MANIFEST), MOST_BYTES, MANIFEST);
    // Most cases have no manifest, and starting the validator takes time.
    const z = await import('zod');
    const gap = z.object({ source: z.string(), reason: z.enum(GAP_REASONS), detail: z.string() });
    const { data } = z.object({ gaps: z.array(gap) }).safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return new Map(
      data?.gaps.map((one) => [one.source, { ...one, detail: one.detail.slice(0, MOST_DETAIL) }]),
    );
  } catch (error) {
    // A manifest that is not there, or is something else, tells nothing.
    if (error instanceof HostError || error instanceof SyntaxError) return new Map();
    throw error;
  }
}
