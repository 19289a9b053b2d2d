import { describe, expect, test } from 'vitest';
import { tasks } from '../../../src/collect/tasks.ts';
import { HostError } from '../../../src/system/host-error.ts';
import type { Host } from '../../../src/host/host.ts';
import type { Thread } from '../../../src/model/process.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { TaskFacts } from '../../../src/model/task.ts';

const LAYERS = '/var/lib/docker/overlay2';
const STACKS = [
  'request_wait_answer',
  'rpc_wait_bit_killable',
  'folio_wait_bit_common',
  'rwsem_down_write_slowpath',
];
const EMPTY: Snapshot = {
  host: { live: false },
  daemons: [],
  containers: [],
  goroutines: [],
  heaps: [],
  logs: [],
  gaps: [],
};

/** FUSE, NFS, overlays and disks, in turn. */
function mountinfo(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const head = `${100 + at} 27 0:${1000 + at} /`;
    const layers = [1, 2, 3, 4].map((layer) => `${LAYERS}/l/${at}L${layer}`).join(':');
    return [
      `${head} /mnt/fuse/${at} rw - fuse.sshfs nas${at}:/vol rw`,
      `${head} /mnt/nfs/${at} rw - nfs4 nfs${at}:/vol rw`,
      `${head} ${LAYERS}/${at}/merged rw - overlay overlay rw,lowerdir=${layers},upperdir=${LAYERS}/${at}/diff`,
      `${head} /data/${at} rw - xfs /dev/sd${at} rw`,
    ][at % 4];
  });
  return `27 1 254:0 / / rw - ext4 /dev/vda rw\n${lines.join('\n')}\n`;
}

interface ManyThreads {
  readonly threads: number;
  readonly mounts: number;
  /** Files below `proc/PID/task/TID/`; else below `proc/PID/`. */
  readonly ofThreads: boolean;
  readonly live?: boolean;
}

/** A host in memory: nothing but the work on its facts takes time. */
function hostWith({ threads: count, mounts, ofThreads, live = false }: ManyThreads): {
  readonly host: Host;
  readonly reads: string[];
} {
  const bytes = Buffer.from(mountinfo(mounts));
  const reads: string[] = [];
  const threads = Array.from({ length: count }, (_, at): Thread => {
    const args = `/app/worker /mnt/fuse/${at % mounts} --dir=/mnt/nfs/${at % mounts}`;
    return {
      line: at + 2,
      pid: ofThreads ? 5000 + at : 5000,
      tid: 5000 + at,
      parentPid: 1,
      state: 'D',
      comm: 'worker',
      args,
    };
  });
  const read = async (path: string): Promise<Uint8Array> => {
    reads.push(path);
    const [, tid = '', name] = /^proc\/\d+\/task\/(\d+)\/([a-z./]+)$/.exec(path) ?? [];
    const [, ofProcess] = /^proc\/\d+\/([a-z]+)$/.exec(path) ?? [];
    if (path === 'uname') return Buffer.from('Linux node 6.1.0 #1 SMP x86_64 GNU/Linux\n');
    if (name === 'stack') return Buffer.from(`[<0>] ${STACKS[Number(tid) % STACKS.length]}+0x1/0x2\n`);
    // read(3, …) of a file below one of the FUSE mounts
    if (name === 'syscall') return Buffer.from('0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffc 0x7ffd\n');
    if (name === 'fd.txt') return Buffer.from(`3 /mnt/fuse/${(Number(tid) * 4) % mounts}/file\n`);
    if (name === 'status') return Buffer.from('State:\tD (disk sleep)\n');
    if (name === 'ns/mnt' && live) return Buffer.from('mnt:[4026532000]');
    if (path === 'proc/1/mountinfo' || (ofThreads ? name : ofProcess) === 'mountinfo') return bytes;
    throw new HostError(path, 'absent', `${path} is not there`);
  };
  const host: Host = {
    name: 'a host in memory',
    live,
    read,
    open: async (path) => {
      const content = await read(path);
      return (async function* () {
        yield content;
      })();
    },
    list: async () => [],
    unixSockets: () => Promise.reject(new HostError('sockets', 'absent', 'none')),
    threads: async () => threads,
    gaps: () => [],
    close: async () => {},
  };
  return { host, reads };
}

async function collect(many: ManyThreads): Promise<{ cpuMs: number; facts: TaskFacts; reads: string[] }> {
  const { host, reads } = hostWith(many);
  const before = process.cpuUsage();
  const { part } = await tasks.collect(host, { fullDumpLimit: 50_000, argumentProbes: [] }, EMPTY);
  const { user, system } = process.cpuUsage(before);
  if (part.tasks === undefined) throw new Error('the collector gave no tasks');
  return { cpuMs: (user + system) / 1000, facts: part.tasks, reads };
}

describe.each([true, false])(
  '1 000 blocked threads before 2 000 mounts (a table for each thread: %s)',
  (ofThreads) => {
    test('are described in time that grows with the threads alone', async () => {
      await collect({ threads: 50, mounts: 2000, ofThreads });
      const few = await collect({ threads: 250, mounts: 2000, ofThreads });
      const many = await collect({ threads: 1000, mounts: 2000, ofThreads });
      expect(many.facts.blocked).toHaveLength(1000);
      // Generous: the machine may be busy, and 0.1 s are spent on the table itself.
      expect(many.cpuMs).toBeLessThan(8 * few.cpuMs + 200);
      expect(many.cpuMs).toBeLessThan(3000);
    });
  },
);

test('of a running host, mountinfo is read once for each mount namespace', async () => {
  const { facts, reads } = await collect({ threads: 40, mounts: 20, ofThreads: true, live: true });
  expect(facts.blocked).toHaveLength(40);
  // Eight are looked at at once; the first of them tells all others.
  expect(reads.filter((path) => path.startsWith('proc/5') && path.endsWith('mountinfo'))).toHaveLength(1);
});

test('the proof of each thread names its own mountinfo', async () => {
  const { facts } = await collect({ threads: 40, mounts: 20, ofThreads: true });
  const files = facts.blocked.flatMap(({ pid, evidence }) =>
    evidence.filter(({ file }) => file.endsWith('mountinfo')).map(({ file }) => ({ pid, file })),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const { pid, file } of files) expect(file).toBe(`proc/${pid}/task/${pid}/mountinfo`);
});
