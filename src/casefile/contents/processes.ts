import { hostEntry, MEBIBYTE, type CaseEntry, type EntryList } from '../recording.ts';

/** Daemons and those who stand between them and the containers. */
const RECORDED =
  /^(?:dockerd|docker-containe|containerd|containerd-shim|crio|conmon|kubelet|cri-dockerd|k3s|hyperkube)/;
const DAEMON = /^(?:dockerd|docker-containe|containerd|crio|kubelet|cri-dockerd|k3s|hyperkube)$/;
/** smaps_rollup is not read of a running host: it takes the lock that a blocked process may hold. */
const FILES = ['status', 'stat', 'limits', 'cgroup'];
const TASK_FILES = ['stat', 'status', 'wchan', 'stack', 'syscall', 'cgroup', 'mountinfo', 'comm', 'fd.txt'];

/** Facts of the daemons, of the shims, and of every blocked thread. */
export const processes: EntryList = async (host, { blockedTasks }) => {
  const threads = await host.threads().catch(() => []);
  const known = new Map(threads.map(({ pid, comm }) => [pid, comm]));
  const comms = [...known].filter(([, comm]) => RECORDED.test(comm));
  const recorded = host.live
    ? []
    : (await host.list('proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const pids = [...new Set([...comms.map(([pid]) => pid), ...recorded])].sort((a, b) => a - b);
  return [
    ...pids.flatMap((pid): CaseEntry[] => {
      const folder = `proc/${pid}`;
      return [
        ...FILES.map((name) => hostEntry(host, `${folder}/${name}`, 'text')),
        hostEntry(host, `${folder}/cmdline`, 'arguments'),
        hostEntry(host, `${folder}/fd.txt`, 'text', 1024 * MEBIBYTE),
        ...(host.live && !DAEMON.test(known.get(pid) ?? '')
          ? []
          : [hostEntry(host, `${folder}/mountinfo`, 'text')]),
      ];
    }),
    ...blockedTasks.flatMap(({ pid, tid }) => {
      const folder = `proc/${pid}/task/${tid}`;
      return [
        ...TASK_FILES.map((name) => hostEntry(host, `${folder}/${name}`, 'text')),
        hostEntry(host, `${folder}/cmdline`, 'arguments'),
      ];
    }),
  ];
};
