import type { ProcessMemory } from '../../model/heap.ts';
import { formatBytes } from '../../wording/figures.ts';

/**
 * What the parts of a process's memory are parts of: their sum. The runtime counts memory that it has and that is not resident as
 * well, so the parts may be more than RSS.
 */
export function describeProcessMemory({ rssBytes, isEstimate, parts }: ProcessMemory): string {
  const sum = parts.reduce((total, { bytes }) => total + bytes, 0);
  const estimated = isEstimate ? ' (estimated: the profile does not have its parts)' : '';
  if (rssBytes === undefined) return `The process has about ${formatBytes(sum)}${estimated}`;
  return sum > rssBytes
    ? `The process has ${formatBytes(sum)}, of which ${formatBytes(rssBytes)} are resident (RSS)${estimated}`
    : `The process has ${formatBytes(rssBytes)} (RSS)${estimated}`;
}
