import type { LogTally } from '../../../model/log.ts';

/** A message that tells of a stop: asked for, tried, given up, answered. */
export function tellsOfStop({ role = '' }: LogTally): boolean {
  return /^(?:stop|kill|delete)-/.test(role);
}
