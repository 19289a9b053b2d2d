import type { KernelStatement } from '../../model/statements/kernel.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { WAIT_KINDS } from './waits.ts';
import type { Words } from './words.ts';

export const KERNEL_WORDS: Words<KernelStatement> = {
  'hung-tasks': ({ tasks, longestSeconds, stillBlocked }) => {
    const names = tasks.map(({ comm, tid, waits }) =>
      waits === undefined ? `${comm} (${tid})` : `${comm} (${tid}, waiting for ${WAIT_KINDS[waits]})`,
    );
    const one = tasks.length === 1;
    const now =
      stillBlocked === true
        ? `, and ${one ? 'it still is' : 'they still are'}`
        : `; whether ${one ? 'it still is' : 'they still are'} was not seen`;
    return `The kernel reports ${counted(tasks.length, 'task')} blocked for more than ${longestSeconds} s${now}: ${listed(names, 3)}.`;
  },
  'nfs-silent': ({ servers, lines, waiting }) => {
    const one = servers.length === 1;
    const tasks =
      waiting === 0
        ? ''
        : `; ${counted(waiting, 'task')} ${waiting === 1 ? 'waits' : 'wait'} for ${one ? 'it' : 'them'}`;
    return `The NFS ${one ? 'server' : 'servers'} ${listed(servers, 3)} ${one ? 'does' : 'do'} not respond (${counted(lines, 'line')} of the kernel, no OK since)${tasks}.`;
  },
  'storage-failed': ({ failing }) =>
    `By the kernel's log, ${listed(
      failing.map(({ message, name, lines }) => FAILURES[message]?.(name, lines) ?? `${message} ${name}`),
      4,
    )}.`,
};

/** By the name of the message in the log knowledge. */
const FAILURES: Readonly<Record<string, (name: string, lines: number) => string>> = {
  'kernel-io-error': (name, lines) => `${name} answers with I/O errors (${counted(lines, 'line')})`,
  'kernel-device-offline': (_, lines) =>
    `a SCSI device is offline, and requests to it are rejected (${counted(lines, 'line')})`,
  'kernel-xfs-shutdown': () => 'XFS has shut down a file system',
  'kernel-cifs-not-responding': (name, lines) =>
    `the SMB server ${name} does not respond (${counted(lines, 'line')})`,
  'kernel-ceph-mds-hung': (name) =>
    `the CephFS metadata server mds${name} does not respond, and has not come back`,
};
