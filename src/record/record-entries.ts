/** Records the entries of one topic: a few at once, in the archive in their order, until the budget is over. */
import type { CaseArchive } from '../host/archive/case-archive.ts';
import type { Budget } from '../host/budget.ts';
import { limitBytes } from '../system/chunks.ts';
import { HostError } from '../system/host-error.ts';
import type { Gap } from '../model/gap.ts';
import { Breaker } from './breaker.ts';
import type { CaseEntry } from './recording.ts';
import { redactContent, redactText } from './redact/redact-content.ts';
import { RedactionTally } from './redact/redaction-tally.ts';

export interface EntryRecording {
  readonly archive: CaseArchive;
  readonly budget: Budget;
  readonly redact: boolean;
}

/** What became of an entry. */
interface Recorded {
  readonly path: string;
  /** In the archive; absent when the host does not have the file. */
  readonly bytes?: number;
  readonly gap?: Gap;
  readonly redactions?: Readonly<Record<string, number>>;
}

/** Results in the order of the entries, whichever was read first. */
export async function recordEntries(
  entries: readonly CaseEntry[],
  atOnce: number,
  recording: EntryRecording,
): Promise<readonly Recorded[]> {
  const breaker = new Breaker();
  const results: Promise<Recorded>[] = [];
  for (const entry of entries) {
    // The oldest of those that are under way goes first: the archive takes them in this order anyhow.
    if (results.length >= atOnce) await results[results.length - atOnce];
    const result = recordEntry(entry, recording, breaker);
    result.catch(() => {});
    results.push(result);
  }
  return Promise.all(results);
}

async function recordEntry(entry: CaseEntry, recording: EntryRecording, breaker: Breaker): Promise<Recorded> {
  const { archive, budget, redact } = recording;
  const { path, family = folderOf(path) } = entry;
  const refused = budget.refusal(path) ?? breaker.refusal(family, path);
  if (refused !== undefined) return { path, gap: gapOf(path, refused) };
  const tally = new RedactionTally();
  const source = new EntrySource(entry, budget);
  const content = redact ? redactContent(entry.kind, source.chunks(), tally) : source.chunks();
  const { bytes, error } = await archive.add(path, content, ({ reason, message }) =>
    // It is the host that was silent, not the budget that was over.
    entry.failurePath !== undefined && reason === 'timeout' && !source.opened && budget.over === undefined
      ? { path: entry.failurePath, text: `${redact ? redactText(message) : message}\n` }
      : undefined,
  );
  const failure = error === undefined ? undefined : gapOf(path, error);
  breaker.count(family, failure?.reason === 'timeout');
  const redactions = tally.total > 0 ? { redactions: tally.byKind() } : {};
  if (failure === undefined) return { path, bytes, ...redactions };
  const isAbsent = failure.reason === 'absent' && !source.opened;
  return { path, ...redactions, ...(isAbsent ? {} : { gap: failure }), ...(bytes > 0 ? { bytes } : {}) };
}

/** The content of an entry within its limits and the budget's. */
class EntrySource {
  /** The host has it; what fails later has at least begun. */
  opened = false;
  readonly #entry: CaseEntry;
  readonly #budget: Budget;

  constructor(entry: CaseEntry, budget: Budget) {
    this.#entry = entry;
    this.#budget = budget;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    const { path, maxBytes } = this.#entry;
    const chunks = await this.#budget.within(this.#entry.open(), path);
    this.opened = true;
    yield* this.#budget.limit(limitBytes(chunks, maxBytes, path), path);
  }
}

/** The gap that a failure leaves. */
export function gapOf(source: string, error: unknown): Gap {
  return error instanceof HostError
    ? { source, reason: error.reason, detail: error.message }
    : { source, reason: 'malformed', detail: error instanceof Error ? error.message : String(error) };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
