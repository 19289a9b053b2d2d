// Where the log of a daemon may lie.
//
// Source: systemd.exec(5) (StandardOutput=journal is a socket at descriptors 1 and 2), journalctl(1) (short-iso-precise
// since systemd 234), klog's --log_file and --log_dir, and the packages' defaults below /var/log.

import { basename } from 'node:path';
import type { DaemonName } from '../daemons/find-daemons.ts';
import { readLink } from '../kernel/descriptor-links.ts';
import { peekProcText } from '../kernel/proc-reading.ts';

/** A log that many programs share: only the lines of one process. */
export interface SharedFile {
  readonly kind: 'shared-file';
  readonly file: string;
  readonly program: string;
  readonly pid: number;
}

/** One place to look at; the first that says anything is the log. */
export type LogPlace =
  /** The file behind a descriptor of the daemon, whatever its mount namespace. `target` is what the link says. */
  | { readonly kind: 'descriptor'; readonly file: string; readonly target: string }
  | { readonly kind: 'file'; readonly file: string }
  | SharedFile
  | { readonly kind: 'journal'; readonly unit: string };

export type LogName = 'dockerd' | 'kubelet' | 'containerd' | 'crio';

const FILES: Record<LogName, readonly string[]> = {
  dockerd: ['/var/log/docker.log', '/var/log/dockerd.log', '/var/log/upstart/docker.log', '/var/log/docker'],
  kubelet: ['/var/log/kubelet.log', '/var/log/kubernetes/kubelet.log', '/var/log/upstart/kubelet.log'],
  containerd: ['/var/log/containerd.log'],
  crio: ['/var/log/crio.log', '/var/log/crio/crio.log'],
};
const UNITS: Record<LogName, string> = {
  dockerd: 'docker.service',
  kubelet: 'kubelet.service',
  containerd: 'containerd.service',
  crio: 'crio.service',
};
const SHARED = ['/var/log/syslog', '/var/log/messages', '/var/log/daemon.log'];
const MAX_DESCRIPTORS = 64;

/** Places of a daemon's log, best first. `pid` is absent when it does not run. */
export function logPlaces(procRoot: string, name: LogName, pid: number | undefined): LogPlace[] {
  const unit = pid === undefined ? undefined : unitOf(peekProcText(`${procRoot}/${pid}/cgroup`) ?? '');
  return [
    ...(pid === undefined ? [] : descriptorPlaces(procRoot, name, pid)),
    { kind: 'journal', unit: unit ?? UNITS[name] },
    ...FILES[name].map((file) => ({ kind: 'file', file }) as const),
    // Without the pid of a daemon that runs, nothing there tells its lines from those of `logger -t dockerd`.
    ...(pid === undefined
      ? []
      : SHARED.map((file) => ({ kind: 'shared-file', file, program: name, pid }) as const)),
  ];
}

/** Standard error and output first, then files that are called like the daemon; never the logs of containers. */
function descriptorPlaces(procRoot: string, name: DaemonName, pid: number): LogPlace[] {
  const places: LogPlace[] = [];
  const known = new Set<string>();
  for (let descriptor = 0; descriptor < MAX_DESCRIPTORS; descriptor++) {
    const file = `${procRoot}/${pid}/fd/${descriptor}`;
    const target = readLink(file);
    if (target === undefined || known.has(target) || !isFile(target)) continue;
    const standard = descriptor === 1 || descriptor === 2;
    if (!standard && !(isNamedAs(target, name) && isWritten(procRoot, pid, descriptor))) continue;
    known.add(target);
    if (standard) places.unshift({ kind: 'descriptor', file, target });
    else places.push({ kind: 'descriptor', file, target });
  }
  return places;
}

function isFile(target: string): boolean {
  return target.startsWith('/') && !target.startsWith('/dev/') && !target.startsWith('/proc/');
}

/** Whether the daemon writes to it: a file that it only reads, such as a container's, is not its log. */
function isWritten(procRoot: string, pid: number, descriptor: number): boolean {
  const text = peekProcText(`${procRoot}/${pid}/fdinfo/${descriptor}`) ?? '';
  const flags = /^flags:\s*([0-7]{1,12})$/m.exec(text)?.[1];
  return flags === undefined || (Number.parseInt(flags, 8) & O_ACCMODE) !== 0;
}

/** asm-generic/fcntl.h */
const O_ACCMODE = 3;

function isNamedAs(target: string, name: string): boolean {
  const file = basename(target);
  return file.startsWith(name.replace(/d$/, '')) && /\.log$|\.log\.INFO|\.INFO$/.test(file);
}

/** The systemd unit in a cgroup path: `…/system.slice/docker.service`. */
function unitOf(cgroup: string): string | undefined {
  return /\/([\w@.:\\-]{1,200}\.service)(?:\/|$)/m.exec(cgroup)?.[1];
}
