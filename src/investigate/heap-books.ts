/** What the heap has of buffers for HTTP connections, held against the connections that the kernel has. */
import type { Finding } from '../model/diagnosis.ts';
import type { HeapAccount } from '../model/heap.ts';
import { accountHeap } from '../causes/heap/account-heap.ts';
import { countConnections } from '../causes/heap/held-memory.ts';
import { isReliable, samplingError } from '../causes/heap/sampling-error.ts';
import type { Facts } from '../causes/facts/facts.ts';
import { bytesOf } from '../causes/heap/process-memory.ts';
import { compareFigures, type StatedBook } from '../model/book-entry.ts';

/**
 * net/http keeps one of each for every connection as long as it is open. There may be more of them, because it keeps those of closed
 * connections for others (sync.Pool). Where there are fewer, but enough memory that is newer than the profile, the two are not of
 * the same moment, and nothing is said.
 */
const BUFFERS = ['http-read-buffer', 'http-write-buffer'];

/** One entry for each daemon of which a finding holds connections, where the sample is large enough to say something. */
export function balanceBuffers(facts: Facts, findings: readonly Finding[]): readonly StatedBook[] {
  if (!findings.some(({ counts, severity }) => severity !== 'info' && (counts.sockets ?? 0) > 0)) return [];
  return [...facts.connections.keys()].sort().flatMap((daemonName) => {
    const account = accountHeap(facts.snapshot, daemonName);
    const connections = countConnections(facts, daemonName);
    return account === undefined || connections === undefined
      ? []
      : balance(daemonName, account, connections);
  });
}

function balance(
  daemonName: string,
  { uses, memory }: HeapAccount,
  connections: number,
): readonly StatedBook[] {
  const buffers = uses.filter(({ id }) => BUFFERS.includes(id));
  const error = samplingError(buffers);
  if (error === undefined || !isReliable(buffers)) return [];
  const inHeap = buffers.reduce((sum, { units = 0, unit }) => sum + units * (unit?.bytes ?? 0), 0);
  const perConnection = buffers.reduce((sum, { unit }) => sum + (unit?.bytes ?? 0), 0);
  const wanted = connections * perConnection;
  const isCovered = inHeap * (1 + error) >= wanted;
  const newer = memory === undefined ? 0 : bytesOf(memory, 'garbage');
  if (!isCovered && inHeap + newer >= wanted) return [];
  return [
    compareFigures({
      left: inHeap,
      leftOf: { of: 'heap-buffers', daemon: daemonName },
      right: wanted,
      rightOf: { of: 'wanted-buffers', connections, bytesEach: perConnection },
      unit: 'bytes',
      tolerance: Math.round(inHeap * error),
      isBound: true,
    }),
  ];
}
