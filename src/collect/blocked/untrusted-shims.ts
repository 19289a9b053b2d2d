import type { Host } from '../../host/host.ts';
import type { ProcessRow } from '../../model/process.ts';
import { parseUserIds } from '../../parse/proc/status.ts';
import { inBatches } from '../reading/in-batches.ts';
import { looksLikeShim } from './shim.ts';
import { tryRead } from './try-read.ts';

/** More processes that call themselves shims are not believed. */
const MOST_SHIMS = 4096;

/**
 * The processes of a running host, with those marked that only call themselves a shim: a shim decides which container its children
 * belong to, and anybody may take its name. Of a recorded host nothing can be shown, so nothing is marked.
 */
export async function markUntrustedShims(
  host: Host,
  processes: ReadonlyMap<number, ProcessRow>,
): Promise<ReadonlyMap<number, ProcessRow>> {
  if (!host.live) return processes;
  const shims = [...processes.values()].filter(looksLikeShim);
  const trusted = await inBatches(shims.slice(0, MOST_SHIMS), async ({ pid }) =>
    (await isOfHostRoot(host, pid)) ? [pid] : [],
  );
  const known = new Set(trusted.flat());
  const marked = shims
    .filter(({ pid }) => !known.has(pid))
    .map((row) => ({ ...row, isUntrusted: true as const }));
  return marked.length === 0
    ? processes
    : new Map([...processes, ...marked.map((row) => [row.pid, row] as const)]);
}

/** Whether a status is that of a process of root in the pid namespace of the host; undefined where it does not say. */
export function ofHostRoot(text: string): boolean | undefined {
  const uids = parseUserIds(text);
  const inner = /^NSpid:[ \t]*\d{1,10}[ \t]+\d/m.test(text);
  return uids.length === 0 ? undefined : uids.every((uid) => uid === 0) && !inner;
}

async function isOfHostRoot(host: Host, pid: number): Promise<boolean> {
  const result = await tryRead(host, `proc/${pid}/status`, 16 * 1024);
  return 'text' in result && ofHostRoot(result.text) === true;
}
