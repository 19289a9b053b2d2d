/**
 * NFS servers of which the kernel's last line says that they do not respond. Linux net/sunrpc/clnt.c, call_timeout ("not
 * responding, still trying" on hard mounts, "timed out" on soft ones) and call_decode ("OK").
 */
import type { Evidence } from '../../model/evidence.ts';
import type { LogTally } from '../../model/log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { isAfter } from './is-after.ts';

export interface SilentServer {
  readonly server: string;
  readonly count: number;
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  readonly evidence: readonly Evidence[];
}

const SILENT = 'kernel-nfs-not-responding';
const ANSWERS = 'kernel-nfs-ok';

/** By name; one that was OK afterwards is not silent. */
export function findSilentServers({ logs }: Snapshot): readonly SilentServer[] {
  const tallies = logs.flatMap((log) => log.tallies);
  const servers = [
    ...new Set(
      tallies.flatMap(({ message, fields }) => (message === SILENT ? (fields['server'] ?? []) : [])),
    ),
  ].sort();
  return servers.flatMap((server) => {
    const of = (message: string): readonly LogTally[] =>
      tallies.filter((tally) => tally.message === message && tally.fields['server'] === server);
    const silent = of(SILENT);
    const isBack = of(ANSWERS).some((answer) => silent.every((line) => isAfter(answer, line)));
    if (isBack) return [];
    const first = silent.flatMap(({ firstAtMs }) => firstAtMs ?? []);
    const last = silent.flatMap(({ lastAtMs }) => lastAtMs ?? []);
    return [
      {
        server,
        count: silent.reduce((sum, { count }) => sum + count, 0),
        ...(first.length === 0 ? {} : { firstAtMs: Math.min(...first) }),
        ...(last.length === 0 ? {} : { lastAtMs: Math.max(...last) }),
        evidence: silent.flatMap((line) => [line.first, line.last]),
      },
    ];
  });
}
