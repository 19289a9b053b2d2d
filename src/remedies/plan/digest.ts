import { createHash } from 'node:crypto';

/** 12 hexadecimal digits over the facts of a plan: any change on the host that matters gives others. */
export function digestOf(facts: readonly string[]): string {
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 12);
}

/** Whether a text can be a digest. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{12}$/.test(text);
}
