/**
 * Devices, file systems and file servers that fail or do not answer, by the kernel's own lines. Each line may have its reason (a disk
 * that was pulled, an empty drive), so what is long past, seldom or no longer mounted does not count.
 */
import type { LogTally } from '../../../model/log.ts';
import type { Statement } from '../../../model/statement.ts';
import type { Facts } from '../../facts/facts.ts';
import { isAfter } from '../../facts/is-after.ts';
import { adviseFromKnowledge } from '../../finding/advice.ts';
import { buildFinding } from '../../finding/build-finding.ts';
import { countLines } from '../../finding/links/lines.ts';
import { provenLink } from '../../finding/links/link.ts';
import type { Detector } from '../detector.ts';

interface FailingKind {
  readonly message: string;
  /** The field that names it; absent where only the line itself does. */
  readonly field?: string;
  /** Fewer lines are no finding. */
  readonly fewest: number;
  /** The last line is at most so old; absent for what lasts until it is repaired. */
  readonly withinMinutes?: number;
  /** Type of the file systems of which one must still be mounted, where the mounts were read. */
  readonly needsMount?: string;
  /** The message that says that it is over. */
  readonly over?: string;
}

const KINDS: readonly FailingKind[] = [
  {
    message: 'kernel-io-error',
    field: 'device',
    fewest: 3,
    withinMinutes: 60,
  },
  {
    message: 'kernel-device-offline',
    fewest: 1,
    withinMinutes: 60,
  },
  {
    message: 'kernel-xfs-shutdown',
    fewest: 1,
    needsMount: 'xfs',
  },
  {
    message: 'kernel-cifs-not-responding',
    field: 'server',
    fewest: 1,
    withinMinutes: 15,
  },
  {
    message: 'kernel-ceph-mds-hung',
    field: 'mds',
    fewest: 1,
    over: 'kernel-ceph-mds-back',
  },
];
/** Floppy and optical drives answer so when they are empty. */
const EMPTY_DRIVE = /^(?:fd|sr)\d/;

interface Failing {
  readonly message: string;
  readonly name: string;
  readonly tallies: readonly LogTally[];
}

export const kernelStorageFailed: Detector = {
  cause: 'kernel-storage-failed',
  order: 13,
  detect(facts, cause) {
    const failing = KINDS.flatMap((kind) => findFailing(facts, kind));
    if (failing.length === 0) return undefined;
    const states: Statement = {
      kind: 'storage-failed',
      failing: failing.map(({ message, name, tallies }) => ({
        message,
        name,
        lines: countLines(tallies),
      })),
    };
    return buildFinding(cause, {
      severity: 'warning',
      confidence: 'likely',
      summary: states,
      chain: [
        provenLink(
          'logs',
          states,
          failing.flatMap(({ tallies }) => tallies.map(({ last }) => last)),
        ),
      ],
      remedies: adviseFromKnowledge(facts, cause, undefined, []),
    });
  },
};

function findFailing(facts: Facts, kind: FailingKind): readonly Failing[] {
  const tallies = facts.snapshot.logs.flatMap((log) => log.tallies);
  const nameOf = ({ fields }: LogTally): string =>
    kind.field === undefined ? '' : (fields[kind.field] ?? '?');
  const lines = tallies.filter(({ message }) => message === kind.message);
  const names = [...new Set(lines.map(nameOf))].filter((name) => !EMPTY_DRIVE.test(name)).sort();
  return names.flatMap((name) => {
    const own = lines.filter((tally) => nameOf(tally) === name);
    const count = countLines(own);
    const isOver = tallies.some(
      (tally) =>
        tally.message === kind.over && nameOf(tally) === name && own.every((line) => isAfter(tally, line)),
    );
    if (count < kind.fewest || isOver || isPast(facts, kind, own) || isUnmounted(facts, kind)) return [];
    return [{ message: kind.message, name, tallies: own }];
  });
}

/** A line without a time counts. */
function isPast(
  { capturedAtMs }: Facts,
  { withinMinutes }: FailingKind,
  lines: readonly LogTally[],
): boolean {
  if (withinMinutes === undefined || capturedAtMs === undefined) return false;
  const oldestMs = capturedAtMs - withinMinutes * 60_000;
  return lines.every(({ lastAtMs }) => lastAtMs !== undefined && lastAtMs < oldestMs);
}

/** Unknown where the mounts were not read. */
function isUnmounted({ snapshot: { tasks } }: Facts, { needsMount }: FailingKind): boolean {
  const mounts = tasks?.hostMounts ?? [];
  return needsMount !== undefined && mounts.length > 0 && !mounts.some(({ fstype }) => fstype === needsMount);
}
