import type { ContentKind } from '../recording.ts';
import { redactArguments, redactText } from './command-lines.ts';
import { ENVIRONMENT_HINT, redactEnvironmentLists } from './environment-lists.ts';
import type { RedactionTally } from './redaction-tally.ts';
import { redactJson } from './redact-json.ts';

/** A line longer than this is redacted in pieces. */
const LONGEST_PIECE = 1024 * 1024;
const LARGEST_JSON = 64 * 1024 * 1024;

/** The same content without its secrets, streaming; only JSON is held as a whole. Binary content stays as it is. */
export function redactContent(
  kind: ContentKind,
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
): AsyncIterable<Uint8Array> {
  switch (kind) {
    case 'text':
      return redactLines(chunks, tally);
    case 'json':
      return redactWhole(chunks, tally);
    case 'arguments':
      return redactCommandLine(chunks, tally);
    case 'binary':
      return chunks;
  }
}

async function* redactLines(
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
): AsyncGenerator<Uint8Array> {
  let pending = '';
  for await (const chunk of chunks) {
    pending += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const end = pending.lastIndexOf('\n') + 1;
    const whole = end === 0 && pending.length >= LONGEST_PIECE ? pending.length : end;
    if (whole === 0) continue;
    yield latin1(redactPlain(pending.slice(0, whole), tally));
    pending = pending.slice(whole);
  }
  if (pending !== '') yield latin1(redactPlain(pending, tally));
}

function redactPlain(text: string, tally: RedactionTally): string {
  return redactText(ENVIRONMENT_HINT.test(text) ? redactEnvironmentLists(text, tally) : text, tally);
}

async function* redactWhole(
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > LARGEST_JSON) break;
    parts.push(chunk);
  }
  const bytes = Buffer.concat(parts);
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    yield Buffer.from(JSON.stringify(redactJson(value, tally)), 'utf8');
  } catch {
    // No JSON after all, or torn: as text its secrets are looked for all the same.
    yield latin1(redactPlain(bytes.toString('latin1'), tally));
  }
}

/** Words that end with NUL. */
async function* redactCommandLine(
  chunks: AsyncIterable<Uint8Array>,
  tally: RedactionTally,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  yield latin1(redactArguments(Buffer.concat(parts).toString('latin1').split('\0'), tally).join('\0'));
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
