import { createHash } from 'node:crypto';

/** 128 bits. */
const DIGITS = 32;

/** 32 hexadecimal digits over the facts of a plan: any change on the host that matters gives others. */
export function digestOf(facts: readonly string[]): string {
  // As JSON, so that two lists are never the same text.
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, DIGITS);
}

/** Whether a text can be a digest. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
