// The container daemons of a host: decided here, once. A name proves nothing, since anybody may choose one; what the kernel says of a
// process does: its users, its namespaces, its cgroup, and who owns its program.

import type { Gap } from '../../model/gap.ts';
import { MOST_IGNORED, type IgnoredProcess } from '../../model/daemon-identity.ts';
import { readCandidate, readCandidates, type Candidate } from './identity/candidates.ts';
import { daemonName, isAmbiguous, isClient, type DaemonName } from './identity/daemon-name.ts';
import { Judge, type Judgement } from './identity/judge.ts';
import { judgeProgram } from './identity/judge-program.ts';
import { readChild } from '../../system/killable-child.ts';

export type { DaemonName } from './identity/daemon-name.ts';

/** A container daemon that runs. */
export interface RunningDaemon {
  readonly name: DaemonName;
  readonly pid: number;
  readonly parentPid: number;
  /** Since boot, in clock ticks; tells who is older. */
  readonly startTicks: number;
  /** The command line; empty when it cannot be read. */
  readonly args: readonly string[];
}

/** One that was shown to be the host's own. */
export interface ProvenDaemon extends RunningDaemon {
  /** What shows it: `uid 0`, `cgroup of docker.service`. */
  readonly identity: readonly string[];
}

export interface FoundDaemons {
  /** Oldest first. */
  readonly daemons: readonly ProvenDaemon[];
  /** Processes that only carry a daemon's name: the first by pid, and how many there are. */
  readonly ignored: readonly IgnoredProcess[];
  readonly ignoredCount: number;
  readonly gaps: readonly Gap[];
}

/** More processes of root than these are not examined; those whose name alone is a daemon's come first. */
const MOST_EXAMINED = 128;
const AT_ONCE = 8;
const ARGS_MS = 1000;

type Examined =
  | { readonly daemon: ProvenDaemon; readonly unchecked: readonly string[] }
  | { readonly ignored: IgnoredProcess };

/**
 * Daemons below a proc root, and what only looks like one. Of another user's processes only the name is read, not the arguments: a
 * `docker` of theirs is taken for the client, so that their `docker daemon` is not among the ignored. Never rejects.
 */
export async function findDaemons(procRoot: string): Promise<FoundDaemons> {
  const judge = new Judge(procRoot);
  const ignored: IgnoredProcess[] = [];
  const likely: (readonly [Candidate, Judgement])[] = [];
  for (const candidate of await readCandidates(procRoot)) {
    const judgement = judge.judge(candidate);
    if (judgement.because === undefined) likely.push([candidate, judgement]);
    else if (!isClient(candidate.comm)) ignored.push(ignoredAs(candidate, judgement.because));
  }
  likely.sort(([a], [b]) => Number(isAmbiguous(a.comm)) - Number(isAmbiguous(b.comm)) || a.pid - b.pid);
  const examined: Examined[] = [];
  for (let at = 0; at < Math.min(likely.length, MOST_EXAMINED); at += AT_ONCE) {
    const batch = likely.slice(at, Math.min(at + AT_ONCE, MOST_EXAMINED));
    const answers = await Promise.all(batch.map(([one, judgement]) => examine(procRoot, one, judgement)));
    examined.push(...answers.filter((answer) => answer !== undefined));
  }
  const proven = examined.flatMap((one) => ('daemon' in one ? [one] : []));
  ignored.push(...examined.flatMap((one) => ('ignored' in one ? [one.ignored] : [])));
  ignored.sort((a, b) => a.pid - b.pid);
  return {
    daemons: withoutHelpers(proven.map(({ daemon }) => daemon)),
    ignored: ignored.slice(0, MOST_IGNORED),
    ignoredCount: ignored.length,
    gaps: [...uncheckedGap(proven), ...tooMany(likely.length)],
  };
}

async function examine(
  procRoot: string,
  candidate: Candidate,
  judgement: Judgement,
): Promise<Examined | undefined> {
  const { pid, comm, parentPid, startTicks } = candidate;
  const args = await readArgs(`${procRoot}/${pid}/cmdline`);
  const name = daemonName(comm, args);
  if (name === undefined) return undefined;
  const program = await judgeProgram(procRoot, pid);
  // The number may have gone to another process meanwhile.
  if (readCandidate(procRoot, pid)?.startTicks !== startTicks) return undefined;
  if (program.because !== undefined) return { ignored: ignoredAs(candidate, program.because) };
  return {
    daemon: { name, pid, parentPid, startTicks, args, identity: [...judgement.facts, ...program.facts] },
    unchecked: [...judgement.unchecked, ...program.unchecked],
  };
}

function ignoredAs({ pid, comm, uids: [uid] }: Candidate, because: string): IgnoredProcess {
  return { pid, name: comm, ...(uid === undefined ? {} : { uid }), because };
}

async function readArgs(file: string): Promise<string[]> {
  try {
    const options = { path: file, deadlineMs: ARGS_MS, maxBytes: 1024 * 1024 };
    const bytes = await readChild('cat', ['--', file], options);
    return Buffer.from(bytes).toString('utf8').replace(/\0$/, '').split('\0');
  } catch {
    return [];
  }
}

/** A child of the same name is a helper between fork and exec. Oldest first. */
function withoutHelpers(daemons: readonly ProvenDaemon[]): readonly ProvenDaemon[] {
  return daemons
    .filter(({ name, parentPid }) => !daemons.some((one) => one.pid === parentPid && one.name === name))
    .sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid);
}

function uncheckedGap(
  proven: readonly { readonly daemon: ProvenDaemon; readonly unchecked: readonly string[] }[],
): readonly Gap[] {
  const lacking = proven.filter(({ unchecked }) => unchecked.length > 0);
  if (lacking.length === 0) return [];
  const what = [...new Set(lacking.flatMap(({ unchecked }) => unchecked))].join(' and ');
  const who = lacking.slice(0, 8).map(({ daemon: { name, pid } }) => `${name} (pid ${pid})`);
  return [
    {
      source: 'daemons',
      reason: 'denied',
      detail: `${who.join(', ')}: believed without a look at the ${what}, which could not be read; run as root.`,
    },
  ];
}

function tooMany(count: number): readonly Gap[] {
  if (count <= MOST_EXAMINED) return [];
  const detail = `${count} processes of root carry a daemon's name; ${MOST_EXAMINED} were examined.`;
  return [{ source: 'daemons', reason: 'too-large', detail }];
}
