import type { ContentKind } from '../../../src/record/recording.ts';
import { redactContent, RULE_SET } from '../../../src/record/redact/redact-content.ts';
import { RedactionTally } from '../../../src/record/redact/redaction-tally.ts';

/** The text without its secrets, given in pieces of `size` bytes. */
export async function redacted(
  text: string,
  kind: ContentKind = 'text',
  size = Number.POSITIVE_INFINITY,
  rules = RULE_SET,
): Promise<string> {
  const bytes = Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  for await (const part of redactContent(kind, pieces(bytes, size), new RedactionTally(), rules))
    parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, Math.min(bytes.length, at + size));
}
