/** Records a host as a case: copies what it serves under the paths of the case layout, without its secrets. */
import type { CaseArchive } from '../host/archive/case-archive.ts';
import type { Budget } from '../host/budget.ts';
import { inMebibytes, streamOf } from '../system/chunks.ts';
import { inSeconds } from '../system/deadline.ts';
import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import { contents } from './contents/index.ts';
import { redactFacts } from './redact/redact-facts.ts';
import { gapOf, recordEntries } from './record-entries.ts';
import type { CaseEntry, Content, RecordingOptions } from './recording.ts';

export interface RecordCaseOptions extends RecordingOptions {
  readonly redact: boolean;
  readonly toolVersion: string;
  /** Over everything that is read; what is left when it is over is a gap each. */
  readonly budget: Budget;
  /** What could not be read before the recording began. */
  readonly gaps?: readonly Gap[];
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
  /** What ran out before all was recorded. */
  readonly over?: 'deadline' | 'bytes';
}

/** A topic that cannot be recorded any more has so many gaps; the others are counted in one. */
const MOST_GAPS = 1000;

/** Writes every entry that the host has; what cannot be read is a gap in the manifest. Rejects only when the archive fails. */
export async function recordCase(
  host: Host,
  archive: CaseArchive,
  options: RecordCaseOptions,
): Promise<RecordedCase> {
  const { budget, redact } = options;
  const gaps: Gap[] = [...(options.gaps ?? [])];
  const redactions: Record<string, Readonly<Record<string, number>>> = {};
  let files = 0;
  let bytes = 0;
  const paths = new Set<string>();
  for (const content of contents) {
    options.onProgress?.(progressOf(content, budget));
    // Several contents may want one file, as the mounts of process 1.
    const entries = (await listed(host, content, options, gaps)).filter(
      ({ path }) => !paths.has(path) && paths.add(path).size > 0,
    );
    const recorded = await recordEntries(entries, content.atOnce, { archive, budget, redact });
    for (const one of recorded) {
      if (one.redactions !== undefined) redactions[one.path] = one.redactions;
      files += one.bytes === undefined ? 0 : 1;
      bytes += one.bytes ?? 0;
    }
    gaps.push(
      ...fewerGaps(
        recorded.flatMap(({ gap }) => gap ?? []),
        content.name,
      ),
    );
  }
  const { over } = budget;
  const manifest: Manifest = {
    format: 'deadwait/case/v1',
    toolVersion: options.toolVersion,
    source: host.live ? 'a running host' : 'a recorded case',
    redacted: redact,
    redactions,
    gaps: options.redact ? redactFacts([...gaps, ...host.gaps()]) : [...gaps, ...host.gaps()],
  };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await archive.add('manifest.json', streamOf([new TextEncoder().encode(text)]));
  return { files: files + 1, bytes, manifest, ...(over === undefined ? {} : { over }) };
}

/** `recording logs (45 MiB so far, 80 s left)`. */
function progressOf({ name }: Content, { bytes, leftMs }: Budget): string {
  const left = Number.isFinite(leftMs) ? `, ${inSeconds(Math.round(leftMs / 1000) * 1000)} left` : '';
  return `recording ${name} (${inMebibytes(bytes)} so far${left})`;
}

async function listed(
  host: Host,
  { name, list }: Content,
  options: RecordCaseOptions,
  gaps: Gap[],
): Promise<readonly CaseEntry[]> {
  try {
    const refused = options.budget.refusal(name);
    if (refused !== undefined) throw refused;
    return await options.budget.within(list(host, options), name);
  } catch (error) {
    gaps.push(gapOf(name, error));
    return [];
  }
}

function fewerGaps(gaps: readonly Gap[], name: string): readonly Gap[] {
  const [first] = gaps.slice(MOST_GAPS);
  if (first === undefined) return gaps;
  const detail = `${gaps.length - MOST_GAPS} more could not be read; the first is ${first.source}: ${first.detail}`;
  return [...gaps.slice(0, MOST_GAPS), { source: name, reason: first.reason, detail }];
}
