/** Records a host as a case: copies what it serves under the paths of the case layout, without its secrets. */
import type { CaseArchive } from '../host/archive/case-archive.ts';
import { limitBytes } from '../host/chunks.ts';
import { HostError, type Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import { contents } from './contents/index.ts';
import { redactContent, redactText } from './redact/redact-content.ts';
import { redactFacts } from './redact/redact-facts.ts';
import { RedactionTally } from './redact/redaction-tally.ts';
import type { CaseEntry, RecordingOptions } from './recording.ts';

export interface RecordCaseOptions extends RecordingOptions {
  readonly redact: boolean;
  readonly toolVersion: string;
  readonly onProgress?: (says: string) => void;
}

/** `manifest.json` of a case: how it was recorded, what was taken out, what could not be read. */
export interface Manifest {
  readonly format: 'deadwait/case/v1';
  readonly toolVersion: string;
  readonly source: string;
  readonly redacted: boolean;
  /** File → kind of secret → how many were taken out. */
  readonly redactions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly gaps: readonly Gap[];
}

export interface RecordedCase {
  readonly files: number;
  readonly bytes: number;
  readonly manifest: Manifest;
}

/** Writes every entry that the host has; what cannot be read is a gap in the manifest. Rejects only when the archive fails. */
export async function recordCase(
  host: Host,
  archive: CaseArchive,
  options: RecordCaseOptions,
): Promise<RecordedCase> {
  const gaps: Gap[] = [];
  const redactions: Record<string, Readonly<Record<string, number>>> = {};
  let files = 0;
  let bytes = 0;
  for (const [name, list] of contents) {
    options.onProgress?.(`recording ${name}`);
    for (const entry of await listed(list(host, options), name, gaps)) {
      const tally = new RedactionTally();
      const written = await writeEntry(archive, entry, options.redact ? tally : undefined, gaps);
      if (tally.total > 0) redactions[entry.path] = tally.byKind();
      files += written === undefined ? 0 : 1;
      bytes += written ?? 0;
    }
  }
  const manifest: Manifest = {
    format: 'deadwait/case/v1',
    toolVersion: options.toolVersion,
    source: host.live ? 'a running host' : 'a recorded case',
    redacted: options.redact,
    redactions,
    gaps: options.redact ? redactFacts([...gaps, ...host.gaps()]) : [...gaps, ...host.gaps()],
  };
  await archive.add('manifest.json', bytesOf(`${JSON.stringify(manifest, null, 1)}\n`));
  return { files: files + 1, bytes, manifest };
}

async function listed(
  entries: Promise<readonly CaseEntry[]>,
  name: string,
  gaps: Gap[],
): Promise<readonly CaseEntry[]> {
  try {
    return await entries;
  } catch (error) {
    gaps.push(gapOf(name, error));
    return [];
  }
}

/** Bytes written; undefined when the host does not have the file. */
async function writeEntry(
  archive: CaseArchive,
  entry: CaseEntry,
  tally: RedactionTally | undefined,
  gaps: Gap[],
): Promise<number | undefined> {
  let chunks: AsyncIterable<Uint8Array>;
  try {
    const limited = limitBytes(await entry.open(), entry.maxBytes, entry.path);
    chunks = tally === undefined ? limited : redactContent(entry.kind, limited, tally);
  } catch (error) {
    const gap = gapOf(entry.path, error);
    if (gap.reason !== 'absent') gaps.push(gap);
    if (entry.failurePath === undefined || gap.reason !== 'timeout') return undefined;
    return (
      await archive.add(
        entry.failurePath,
        bytesOf(`${tally === undefined ? gap.detail : redactText(gap.detail)}\n`),
      )
    ).bytes;
  }
  const { bytes, error } = await archive.add(entry.path, chunks);
  if (error !== undefined) gaps.push(gapOf(entry.path, error));
  return bytes;
}

function gapOf(source: string, error: unknown): Gap {
  return error instanceof HostError
    ? { source, reason: error.reason, detail: error.message }
    : { source, reason: 'malformed', detail: error instanceof Error ? error.message : String(error) };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
