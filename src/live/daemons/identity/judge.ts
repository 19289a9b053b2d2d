import { cgroupsBelowInit, containerCgroup, systemUnit } from '../../../parse/proc/container-cgroup.ts';
import { parseCgroup, type CgroupMembership } from '../../../parse/proc/cgroup.ts';
import { peekProcText } from '../../kernel/proc-reading.ts';
import type { Candidate } from './candidates.ts';
import { HostNamespaces, NAMESPACES, type NamespaceAnswer, type NamespaceKind } from './host-namespaces.ts';

/** What the kernel's files say of a candidate: why it may be believed, or why not. */
export interface Judgement {
  /** Why it is none of the host's daemons; absent when nothing speaks against it. */
  readonly because?: string;
  /** What speaks for it. */
  readonly facts: readonly string[];
  /** What could not be checked: `namespaces`. */
  readonly unchecked: readonly string[];
}

const WORDS: Readonly<Record<NamespaceKind, string>> = { pid: 'PID', mnt: 'mount', user: 'user' };

/** Judges candidates by what can be read of them without waiting: their users, namespaces and cgroups. */
export class Judge {
  private readonly procRoot: string;
  private readonly namespaces: HostNamespaces;
  private readonly ofInit: readonly CgroupMembership[];
  private readonly believed = new Map<number, string | undefined>();

  constructor(procRoot: string) {
    this.procRoot = procRoot;
    this.namespaces = new HostNamespaces(procRoot);
    this.ofInit = readCgroups(procRoot, 1);
  }

  judge(candidate: Candidate): Judgement {
    const { uids, pid } = candidate;
    const no = (because: string): Judgement => ({ because, facts: [], unchecked: [] });
    if (uids.length === 0) return no('its user could not be read');
    if (uids.some((uid) => uid !== 0)) return no(this.ofUser(candidate));
    const answers = new Map(
      NAMESPACES.map((kind) => [kind, this.namespaces.answer(kind, pid, candidate.namespacePids)]),
    );
    for (const kind of ['pid', 'user'] as const)
      if (answers.get(kind) === 'other')
        return no(`it runs in a ${WORDS[kind]} namespace of its own, as the processes of containers do`);
    const paths = cgroupsBelowInit(readCgroups(this.procRoot, pid), this.ofInit);
    const container = containerCgroup(paths);
    if (container !== undefined) return no(`it runs in the cgroup of a container: ${container}`);
    const unit = systemUnit(paths);
    const ownMounts = answers.get('mnt') === 'other';
    if (ownMounts && !this.mayHaveOwnMounts(candidate, unit))
      return no('it runs in a mount namespace of its own, and systemd did not start it so');
    this.believed.set(pid, unit);
    return {
      facts: [
        'uid 0',
        ...shared(answers),
        ...(ownMounts ? [ownMountsFact(unit)] : []),
        ...cgroupFact(paths, unit),
      ],
      unchecked: [...answers.values()].includes('unknown') ? ['namespaces'] : [],
    };
  }

  /** Old docker.service has MountFlags=slave: systemd then starts it in a mount namespace of its own, which its children share. */
  private mayHaveOwnMounts({ pid, parentPid }: Candidate, unit: string | undefined): boolean {
    if (unit === undefined) return false;
    if (parentPid === 1) return true;
    return this.believed.get(parentPid) === unit && this.namespaces.shareMounts(pid, parentPid);
  }

  /** A daemon without root serves one user: it is listed as theirs and never stands for the host's. */
  private ofUser({ pid, comm, uids, namespacePids }: Candidate): string {
    const [uid = -1] = uids;
    const other = uids.find((one) => one !== 0) ?? uid;
    if (uid === 0 || uids.some((one) => one !== uid))
      return `it does not run as root alone, but as uids ${uids.join(', ')}`;
    const rootless = this.namespaces.answer('user', pid, namespacePids) === 'other';
    return rootless
      ? `it is ${comm} of uid ${other} (rootless): that user's own, not the host's`
      : `it runs as uid ${other}, not as root`;
  }
}

/** Empty where they cannot be read. */
function readCgroups(procRoot: string, pid: number): readonly CgroupMembership[] {
  try {
    return parseCgroup(peekProcText(`${procRoot}/${pid}/cgroup`) ?? '');
  } catch {
    return [];
  }
}

function shared(answers: ReadonlyMap<NamespaceKind, NamespaceAnswer>): readonly string[] {
  const kinds = NAMESPACES.filter((kind) => answers.get(kind) === 'host').map((kind) => WORDS[kind]);
  const [last = '', ...before] = kinds.toReversed();
  if (last === '') return [];
  if (before.length === 0) return [`the ${last} namespace of the host`];
  return [`the ${before.toReversed().join(', ')} and ${last} namespaces of the host`];
}

function ownMountsFact(unit: string | undefined): string {
  return `a mount namespace that systemd made for ${unit ?? 'its unit'}`;
}

function cgroupFact(paths: readonly string[], unit: string | undefined): readonly string[] {
  if (unit !== undefined) return [`cgroup of ${unit}`];
  return paths.length === 0 ? [] : ['no cgroup of a container'];
}
