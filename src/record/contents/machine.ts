import { hostEntry, type EntryList } from '../recording.ts';

/** The machine as a whole. */
export const machine: EntryList = (host) =>
  Promise.resolve(
    [
      'captured_at',
      'uname',
      'dockerd.pid',
      'daemons.json',
      'containerd.pid',
      'containerd.version',
      'crio.pid',
      'crio.version',
      'proc/sys/fs/file-nr',
      'proc/sys/fs/nr_open',
      'proc/sys/kernel/pid_max',
      'proc/sys/kernel/threads-max',
      'proc/loadavg',
      'proc/meminfo',
      'proc/stat',
      'proc/uptime',
      'proc/1/mountinfo',
    ].map((path) => hostEntry(host, path, 'text')),
  );
