import type { ChainLink } from '../../../model/diagnosis.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { HeapAccount, HeapProfile, HeapUse, ProcessMemory } from '../../../model/heap.ts';
import { formatBytes, formatCount, formatShare } from '../../../wording/figures.ts';
import { counted, listed } from '../../../wording/phrases.ts';
import type { Facts } from '../../facts/facts.ts';
import { accountHeap } from '../../heap/account-heap.ts';
import type { HeldMemory, Holding } from '../../heap/held-memory.ts';
import { HTTP_USES } from '../../heap/heap-use-table.ts';
import { bytesOf } from '../../heap/process-memory.ts';
import { provenLink, unknownLink } from './link.ts';

/** Smaller shares of the heap are not named. */
const WORTH_SAYING = 0.01;

/** What fills the memory of a daemon, in words: the heap by what it is for, the cause's own part of it, and the rest of the process. */
export function heapLink(
  facts: Facts,
  daemonName: string,
  held?: { readonly holding: Holding; readonly memory: HeldMemory },
): ChainLink {
  const account = accountHeap(facts.snapshot, daemonName);
  if (account === undefined)
    return unknownLink(
      'heap',
      `What fills the memory of ${daemonName} is not known: there is no heap profile (deadwait heap).${held?.memory.isBounded === true ? ` ${sayBound(daemonName)}` : ''}`,
    );
  const { profile, uses } = account;
  const sentences = [
    `${formatBytes(profile.inUseBytes)} of heap in use.`,
    sayConnections(account),
    sayMost(account),
    held && sayHeld(daemonName, held.holding, held.memory),
    account.memory && sayProcess(account.memory),
  ];
  return provenLink(
    'heap',
    sentences.filter((one) => one !== undefined && one !== '').join(' '),
    uses
      .filter(({ bytes }) => bytes > 0)
      .slice(0, 3)
      .map((use) => siteEvidence(profile, use)),
  );
}

function sayConnections({ profile, uses }: HeapAccount): string {
  const http = uses.filter((use) => HTTP_USES.has(use.id) && use.bytes > 0);
  const bytes = http.reduce((sum, use) => sum + use.bytes, 0);
  if (bytes === 0) return '';
  const buffers = ['http-read-buffer', 'http-write-buffer'].every((id) => http.some((use) => use.id === id))
    ? ': two bufio buffers for every one of them, and its request'
    : '';
  return `${formatShare(bytes, profile.inUseBytes)} of it belongs to HTTP connections${buffers}.`;
}

function sayMost({ profile, uses, restBytes }: HeapAccount): string {
  const top = uses
    .filter((use) => use.bytes >= profile.inUseBytes * WORTH_SAYING)
    .slice(0, 3)
    .map((use) => `${use.says} (${formatBytes(use.bytes)})`);
  const rest =
    restBytes >= profile.inUseBytes * WORTH_SAYING
      ? ` ${formatBytes(restBytes)} are for nothing that deadwait knows.`
      : '';
  return top.length === 0 ? rest.trim() : `Most is in ${listed(top)}.${rest}`;
}

/** What of the memory this cause holds. */
function sayHeld(
  daemonName: string,
  { connections, goroutines }: Holding,
  { bytes, heapBytes, stackBytes, isBounded }: HeldMemory,
): string {
  const bound = isBounded ? ` ${sayBound(daemonName)}` : '';
  if (heapBytes === undefined || stackBytes === undefined)
    return `This takes about ${formatBytes(bytes)}, by what one of them usually takes.${bound}`;
  return `This holds about ${formatBytes(bytes)} of memory: ${formatBytes(heapBytes)} of heap for ${counted(connections, 'connection')} and ${formatBytes(stackBytes)} of stacks for ${counted(goroutines, 'goroutine')}${connections === 0 ? '' : '; the descriptors are memory of the kernel'}.${bound}`;
}

function sayBound(daemonName: string): string {
  return `More than ${daemonName} has it cannot be, so its whole memory is the figure.`;
}

function sayProcess(memory: ProcessMemory): string {
  const { rssBytes, isEstimate } = memory;
  if (rssBytes === undefined) return '';
  const said = (['garbage', 'stacks', 'free'] as const)
    .map((id) => memory.parts.find((part) => part.id === id && bytesOf(memory, id) >= rssBytes * 0.05))
    .flatMap((part) => (part === undefined ? [] : [`${formatBytes(part.bytes)} ${part.says}`]));
  if (said.length === 0) return '';
  return `Of the ${formatBytes(rssBytes)} that the process has, ${isEstimate ? 'about ' : ''}${formatBytes(bytesOf(memory, 'live'))} are that heap, ${listed(said)}.`;
}

function siteEvidence(profile: HeapProfile, use: HeapUse): Evidence | undefined {
  const site = use.sites.reduce<HeapUse['sites'][number] | undefined>(
    (largest, one) => (largest === undefined || one.inUseBytes > largest.inUseBytes ? one : largest),
    undefined,
  );
  if (site === undefined) return undefined;
  const functions = site.frames
    .slice(0, 3)
    .map((frame) => frame.function.slice(frame.function.lastIndexOf('/') + 1));
  return {
    file: profile.file,
    ...(site.line > 0 ? { line: site.line } : {}),
    quote: `${formatCount(site.inUseObjects)}: ${formatCount(site.inUseBytes)} bytes @ ${functions.join(' ← ')}`,
  };
}
