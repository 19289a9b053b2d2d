import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { DaemonFigures, FigureChange, HeldByPlan } from '../../model/release.ts';
import { parseOr, tryRead } from '../../collect/blocked/try-read.ts';
import { parseProcStatus } from '../../parse/proc/status.ts';

const PROFILE_MS = 10_000;
/** So much of what was held must have come back. */
const ENOUGH = 0.95;

/** Goroutines (counted by the daemon, which costs it little), descriptors and memory of some daemons. */
export async function readFigures(
  host: Host,
  daemons: readonly { readonly name: string; readonly pid: number }[],
): Promise<readonly DaemonFigures[]> {
  return Promise.all(
    daemons.map(async ({ name, pid }) => {
      const [goroutines, descriptors, rssBytes] = await Promise.all([
        countGoroutines(host, name),
        countDescriptors(host, pid),
        readRss(host, pid),
      ]);
      return {
        name,
        pid,
        ...(goroutines === undefined ? {} : { goroutines }),
        ...(descriptors === undefined ? {} : { descriptors }),
        ...(rssBytes === undefined ? {} : { rssBytes }),
      };
    }),
  );
}

/** Before and after, held against what should have come back. */
export function compareFigures(
  before: readonly DaemonFigures[],
  after: readonly DaemonFigures[],
  held: readonly HeldByPlan[],
): readonly FigureChange[] {
  return before.flatMap((first) => {
    const second = after.find(({ name, pid }) => name === first.name && pid === first.pid);
    const ours = held.find(({ daemon }) => daemon === first.name);
    return [
      change(first, 'goroutines', first.goroutines, second?.goroutines, ours?.goroutines),
      change(first, 'descriptors', first.descriptors, second?.descriptors, ours?.descriptors),
      change(first, 'memory', first.rssBytes, second?.rssBytes, undefined),
    ].filter((one) => one.before !== undefined || one.after !== undefined);
  });
}

function change(
  { name, pid }: DaemonFigures,
  figure: FigureChange['figure'],
  before: number | undefined,
  after: number | undefined,
  held: number | undefined,
): FigureChange {
  const cameBack =
    held === undefined || held === 0 || before === undefined || after === undefined
      ? undefined
      : before - after >= held * ENOUGH;
  return {
    daemon: name,
    pid,
    figure,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(held === undefined ? {} : { held }),
    ...(cameBack === undefined ? {} : { cameBack }),
  };
}

/** The first line of the counted profile: `goroutine profile: total 3078`. */
async function countGoroutines(host: Host, daemon: string): Promise<number | undefined> {
  try {
    const chunks = await host.open(`pprof/${daemon}/goroutine.debug1.txt`, { deadlineMs: PROFILE_MS });
    let head = '';
    for await (const chunk of chunks) {
      head += Buffer.from(chunk).toString('latin1');
      if (head.includes('\n') || head.length > 256) break;
    }
    const total = /^goroutine profile: total (\d{1,12})$/m.exec(head)?.[1];
    return total === undefined ? undefined : Number(total);
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

/** The names in /proc/<pid>/fd are counted; none is followed. */
async function countDescriptors(host: Host, pid: number): Promise<number | undefined> {
  try {
    const names = await host.list(`proc/${pid}/fd`);
    return names.length === 0 ? undefined : names.length;
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

async function readRss(host: Host, pid: number): Promise<number | undefined> {
  const result = await tryRead(host, `proc/${pid}/status`, 65_536);
  if ('failure' in result) return undefined;
  return parseOr(
    () => parseProcStatus(result.text).rssBytes,
    () => undefined,
  );
}
