import type { HeapStatement } from '../../model/statements/heap.ts';
import { formatBytes, formatCount, formatShare } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const HEAP_WORDS: Words<HeapStatement> = {
  'heap-unknown': ({ daemon, isBounded }) =>
    `What fills the memory of ${daemon} is not known: there is no heap profile (deadwait heap).${isBounded ? ` ${sayBound(daemon)}` : ''}`,
  'heap-in-use': ({ bytes }) => `${formatBytes(bytes)} of heap in use.`,
  'heap-of-connections': ({ bytes, of, withBuffers }) =>
    `${formatShare(bytes, of)} of it belongs to HTTP connections${withBuffers ? ': two bufio buffers for each, and its request' : ''}.`,
  'heap-by-use': ({ uses, restBytes }) =>
    [
      ...(uses.length === 0
        ? []
        : [`Most is in ${listed(uses.map(({ what, bytes }) => `${what} (${formatBytes(bytes)})`))}.`]),
      ...(restBytes === 0 ? [] : [`${formatBytes(restBytes)} are for nothing that deadwait knows.`]),
    ].join(' '),
  'cause-memory': ({ daemon, bytes, isBounded, measured }) => {
    const bound = isBounded ? ` ${sayBound(daemon)}` : '';
    if (measured === undefined)
      return `This uses about ${formatBytes(bytes)}, an estimate by the usual size of one.${bound}`;
    const { heapBytes, connections, stackBytes, goroutines } = measured;
    const kernel = connections === 0 ? '' : '; the file descriptors are memory of the kernel';
    return `This uses about ${formatBytes(bytes)} of memory: ${formatBytes(heapBytes)} of heap for ${counted(connections, 'connection')} and ${formatBytes(stackBytes)} of stacks for ${counted(goroutines, 'goroutine')}${kernel}.${bound}`;
  },
  'process-memory': ({ rssBytes, liveBytes, isEstimate, parts }) =>
    `Of the ${formatBytes(rssBytes)} that the process has, ${isEstimate ? 'about ' : ''}${formatBytes(liveBytes)} are that heap, ${listed(parts.map(({ what, bytes }) => `${formatBytes(bytes)} ${what}`))}.`,
  'unexplained-memory': ({ daemon, of, bytes, unexplainedBytes, containers, sites }) => {
    const beside = containers === undefined ? '' : ` for ${counted(containers, 'container')}`;
    const above = `${daemon} has ${formatBytes(bytes)} of ${of === 'heap' ? 'heap in use' : 'memory'}, ${formatBytes(unexplainedBytes)} more than is ordinary${beside}.`;
    return sites === undefined
      ? `${above} What fills it is not known: there is no heap profile (deadwait heap).`
      : `${above} Most was allocated here: ${listed(sites.map((site) => `${formatBytes(site.bytes)} in ${site.function}`))}.`;
  },
  'memory-not-returned': ({ daemon, rssBytes, unusedBytes, crowds }) => {
    const said = crowds.map(
      ({ of, once, now }) => `${counted(now, of)} of ${roundedCount(once)} or more before`,
    );
    return `${daemon} still has ${formatBytes(rssBytes)} of memory, but only ${listed(said)}: ${formatBytes(unusedBytes)} are free, uncollected garbage, or of what has ended since the heap profile's last GC.`;
  },
  'return-of-memory': ({ go }) => sayReturn(go),
};

/**
 * How Go gives memory back to the kernel, by its release. Until go1.11 the monitor released every span that was not used for five
 * minutes (golang/go src/runtime/proc.go sysmon, scavengelimit); since go1.12 with MADV_FREE, and since go1.16 with
 * MADV_DONTNEED again (release notes of both); since go1.13 in the background, with one hundredth of a CPU (mgcscavenge.go).
 * A collection is forced when there was none for two minutes (proc.go forcegcperiod).
 */
function sayReturn(go: number | undefined): string {
  const collects = 'Go collects garbage at the latest two minutes after the last GC';
  if (go === undefined)
    return `${collects}, and returns free memory to the kernel over the minutes after that; built with Go 1.12 to 1.15, RSS falls only when the kernel needs the memory.`;
  if (go < 12) return `${collects}, and returns what was not used for five minutes.`;
  if (go < 16)
    return `${collects}, and only marks free memory as such (MADV_FREE): RSS falls when the kernel needs it (LazyFree in smaps_rollup shows how much that is).`;
  return `${collects}, and returns free memory to the kernel in the background, over minutes.`;
}

function sayBound(daemon: string): string {
  return `It cannot be more than ${daemon} has, so the figure is its whole memory.`;
}

/** A sample gives no more than one figure. */
function roundedCount(count: number): string {
  const step = 10 ** Math.floor(Math.log10(count));
  return formatCount(Math.round(count / step) * step);
}
