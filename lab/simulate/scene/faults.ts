/** The ways in which a container comes not to die; each was recorded once, and its task files are in shapes/task/. */
export type FaultKind = 'fuse-read' | 'fuse-lookup' | 'frozen-write' | 'fuse-open';
export const FAULT_KINDS: readonly FaultKind[] = ['fuse-read', 'fuse-lookup', 'frozen-write', 'fuse-open'];

export interface Fault {
  readonly kind: FaultKind;
  readonly argv: readonly string[];
  /** Where the volume is mounted in the container. */
  readonly destination: string;
  readonly fstype: string;
  /** Server, bucket or device; `@n@`: which one of its kind. */
  readonly source: string;
  /** Folders of shapes/task/ for each task that hangs; the first is the container's first process unless `initWaits`. */
  readonly tasks: readonly string[];
  /** The first process does not hang itself: it waits for its children, dead or alive. */
  readonly initWaits: boolean;
  /** dd has closed its standard output: dockerd has ended the copying of it. */
  readonly stdoutClosed: boolean;
}

const SHELL = 'dd if=/assets/lookup-a of=/dev/null & dd if=/assets/direct-b of=/dev/null & exec sleep 100000';

export const FAULTS: Readonly<Record<FaultKind, Fault>> = {
  'fuse-read': {
    kind: 'fuse-read',
    argv: ['/bin/dd', 'if=/data/direct-1', 'of=/dev/null', 'bs=4k'],
    destination: '/data',
    fstype: 'fuse.sshfs',
    source: 'nas@n@:/export/vol1',
    tasks: ['fuse-read'],
    initWaits: false,
    stdoutClosed: true,
  },
  'fuse-lookup': {
    kind: 'fuse-lookup',
    argv: ['/bin/sh', '-c', SHELL],
    destination: '/assets',
    fstype: 'fuse.s3fs',
    source: 's3://assets@n@',
    tasks: ['fuse-lookup', 'fuse-lock'],
    initWaits: true,
    stdoutClosed: false,
  },
  'frozen-write': {
    kind: 'frozen-write',
    argv: ['/bin/dd', 'if=/dev/zero', 'of=/var/lib/ledger/wal', 'bs=4k'],
    destination: '/var/lib/ledger',
    fstype: 'ext4',
    source: '/dev/loop@n@',
    tasks: ['frozen-write'],
    initWaits: false,
    stdoutClosed: false,
  },
  'fuse-open': {
    kind: 'fuse-open',
    argv: ['/bin/dd', 'if=/mnt/ds/lookup-shard-0001', 'of=/dev/null'],
    destination: '/mnt/ds',
    fstype: 'fuse.juicefs',
    source: 'jfs:prod-vol@n@',
    tasks: ['fuse-open'],
    initWaits: false,
    stdoutClosed: false,
  },
};

/** The source of the n-th backend of a kind, from 0, written as such things are: `nas01:…`, `s3://assets-2`, `/dev/loop0`. */
export function sourceOf(fault: Fault, nth: number): string {
  const written: Readonly<Record<FaultKind, string>> = {
    'fuse-read': String(nth + 1).padStart(2, '0'),
    'fuse-lookup': nth === 0 ? '' : `-${nth + 1}`,
    'frozen-write': String(nth),
    'fuse-open': nth === 0 ? '' : `-${nth + 1}`,
  };
  return fault.source.replace('@n@', written[fault.kind]);
}
