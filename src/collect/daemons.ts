import type { Host } from '../host/host.ts';
import type { Daemon } from '../model/daemon.ts';
import type { Gap } from '../model/gap.ts';
import type { Collected, Collector } from './collector.ts';
import { type ApiFacts, readApiFacts, type VersionFact } from './daemon-sources/api-facts.ts';
import { readBelievedDaemons } from './daemon-sources/believed-daemons.ts';
import {
  believedProcesses,
  type DaemonProcess,
  findDaemonProcesses,
} from './daemon-sources/daemon-processes.ts';
import { type ProcessFacts, readProcessFacts } from './daemon-sources/process-facts.ts';
import { orGap, sortGaps } from './reading/gap-of.ts';

/** The container daemons of the host: which run, in which version, and what they hold. */
export const daemons: Collector = {
  id: 'daemons',
  says: 'looking for the container daemons',
  collect: collectDaemons,
};

const NO_DAEMON: Gap = {
  source: 'daemons',
  reason: 'absent',
  detail: 'No container daemon is in the recording.',
};

interface FoundProcess {
  readonly process: DaemonProcess;
  readonly facts: ProcessFacts;
  readonly gaps: readonly Gap[];
}

async function collectDaemons(host: Host): Promise<Collected> {
  const gaps: Gap[] = [];
  const believed = await readBelievedDaemons(host, gaps);
  const [api, processes] = await Promise.all([
    readApiFacts(host, believed?.unproven ?? []),
    believed === undefined ? findDaemonProcesses(host, gaps) : believedProcesses(believed),
  ]);
  const recorded = new Set(host.live ? [] : ((await orGap('proc', [], host.list('proc'))) ?? []));
  const read = await Promise.all(processes.map((process) => readProcess(host, process, recorded)));
  const found = read.filter(({ process, facts }) => process.named || !facts.contained);
  gaps.push(...found.flatMap((one) => one.gaps));
  const all = [...found.map((one) => daemonOf(one, found, api)), ...unseenDaemons(found, api)];
  const runs = (name: string): boolean => all.some((daemon) => daemon.name === name);
  if (runs('dockerd')) gaps.push(...api.dockerGaps);
  if (runs('crio') || (runs('containerd') && !runs('dockerd'))) gaps.push(...api.criGaps);
  // A live host says itself for what it has looked.
  if (all.length === 0 && !host.live) gaps.push(NO_DAEMON);
  const ignored =
    believed === undefined || believed.ignoredCount === 0
      ? {}
      : { ignored: { ignored: believed.ignored, ignoredCount: believed.ignoredCount } };
  const unproven = believed?.unproven === undefined ? {} : { unproven: believed.unproven };
  return { part: { daemons: all, ...ignored, ...unproven }, gaps: sortGaps(gaps) };
}

/** A recording need not hold the folders of kubelet and cri-dockerd; that one of the others is missing is a gap. */
async function readProcess(
  host: Host,
  process: DaemonProcess,
  recorded: ReadonlySet<string>,
): Promise<FoundProcess> {
  const { name, pid } = process;
  const gaps: Gap[] = [];
  if (host.live || recorded.has(String(pid))) {
    return { process, facts: await readProcessFacts(host, pid, gaps), gaps };
  }
  if (name !== 'kubelet' && name !== 'cri-dockerd') {
    gaps.push({
      source: `proc/${pid}`,
      reason: 'absent',
      detail: `The process of ${name} is not in the recording.`,
    });
  }
  return { process, facts: { contained: false }, gaps };
}

function daemonOf({ process, facts }: FoundProcess, found: readonly FoundProcess[], api: ApiFacts): Daemon {
  const { name, pid, identity } = process;
  const { contained: _, ...known } = facts;
  const first = found.find((other) => other.process.name === name)?.process === process;
  return {
    name,
    pid,
    ...(name === 'dockerd' && first ? api.dockerd : {}),
    ...(versionOf(process, found, api) ?? (first ? api.programs.get(name) : undefined)),
    ...known,
    ...(identity === undefined || identity.length === 0 ? {} : { identity }),
  };
}

/** Of a containerd or CRI-O; with two containerds, dockerd speaks of its child and kubelet's runtime is the other. */
function versionOf(
  process: DaemonProcess,
  found: readonly FoundProcess[],
  api: ApiFacts,
): VersionFact | undefined {
  const same = found.map((one) => one.process).filter(({ name }) => name === process.name);
  const dockerPids = found.filter((one) => one.process.name === 'dockerd').map((one) => one.process.pid);
  const criRuntime = api.criProven ? api.criRuntime : undefined;
  // What dockerd says of its containerd is said of no other.
  const dockerContainerd = dockerPids.length === 0 ? undefined : api.dockerContainerd;
  if (process.name === 'containerd') {
    const child = same.find(({ parentPid }) => parentPid !== undefined && dockerPids.includes(parentPid));
    if (process === (child ?? same[0]) && dockerContainerd !== undefined) return dockerContainerd;
    const other = same.find((one) => one !== child) ?? child;
    return process === other && criRuntime?.name === 'containerd' ? versionFact(criRuntime) : undefined;
  }
  const isCrio = process.name === 'crio' && criRuntime?.name === 'cri-o';
  return isCrio && process === same[0] ? versionFact(criRuntime) : undefined;
}

/** Daemons that answered, or that another one names, although no process of theirs was found. */
function unseenDaemons(found: readonly FoundProcess[], api: ApiFacts): readonly Daemon[] {
  const unseen = (name: string): boolean => !found.some(({ process }) => process.name === name);
  const { dockerd, dockerContainerd, criRuntime } = api;
  const criContainerd = criRuntime?.name === 'containerd' ? versionFact(criRuntime) : undefined;
  const containerd = dockerContainerd ?? criContainerd;
  return [
    ...(dockerd !== undefined && unseen('dockerd') ? [{ name: 'dockerd', ...dockerd }] : []),
    ...(containerd !== undefined && unseen('containerd') ? [{ name: 'containerd', ...containerd }] : []),
    ...(criRuntime?.name === 'cri-o' && unseen('crio') ? [{ name: 'crio', ...versionFact(criRuntime) }] : []),
  ];
}

function versionFact({ version, versionEvidence }: VersionFact): VersionFact {
  return { version, versionEvidence };
}
