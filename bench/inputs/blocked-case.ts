import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BenchContext } from '../work.ts';
import { madeOnce } from './made-once.ts';

const LAYERS = '/var/lib/docker/overlay2';
const WAITS = [
  'request_wait_answer',
  'rpc_wait_bit_killable',
  'folio_wait_bit_common',
  'rwsem_down_write_slowpath',
];

/** A case in which so many threads of one process are blocked, each before all of these mounts. */
export function blockedCase(context: BenchContext, threads: number, mounts: number): Promise<string> {
  return madeOnce(join(context.folder, `blocked-${threads}-${mounts}`), (part) => {
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(part, path)), { recursive: true });
      writeFileSync(join(part, path), text);
    };
    const table = mountinfo(mounts);
    let rows = '';
    for (let at = 0; at < threads; at++) {
      const tid = 5000 + at;
      const wchan = WAITS[at % WAITS.length] ?? '';
      const args = `/app/worker /mnt/fuse/${at % mounts} --dir=/mnt/nfs/${at % mounts}`;
      rows += ` 5000 ${String(tid).padStart(5)}     1 D    ${wchan.padEnd(40)} 02:07      78 worker          ${args}\n`;
      write(`proc/5000/task/${tid}/status`, `State:\tD (disk sleep)\nPid:\t${tid}\n`);
      write(`proc/5000/task/${tid}/stack`, `[<0>] ${wchan}+0x1/0x2\n`);
    }
    write('captured_at', '2026-11-24T02:08:59Z\n');
    write('tasks/ps-eLo.txt', rows);
    write('proc/1/mountinfo', table);
    write('proc/5000/mountinfo', table);
    return Promise.resolve();
  });
}

/** FUSE, NFS, overlays of five layers and disks, in turn. */
function mountinfo(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const head = `${100 + at} 27 0:${1000 + at} /`;
    const lower = [1, 2, 3, 4].map((layer) => `${LAYERS}/l/${at}L${layer}`).join(':');
    return [
      `${head} /mnt/fuse/${at} rw - fuse.sshfs nas${at}:/vol rw`,
      `${head} /mnt/nfs/${at} rw - nfs4 nfs${at}:/vol rw`,
      `${head} ${LAYERS}/${at}/merged rw - overlay overlay rw,lowerdir=${lower},upperdir=${LAYERS}/${at}/diff`,
      `${head} /data/${at} rw - xfs /dev/sd${at} rw`,
    ][at % 4];
  });
  return `27 1 254:0 / / rw - ext4 /dev/vda rw\n${lines.join('\n')}\n`;
}
