import { expect, test } from 'vitest';
import { blockedFiles, CONTAINERD, diagnose, DOCKERD, findingOf, threadTable } from './written-host.ts';

const HUNG =
  '[ 5000.100000] INFO: task copier:4243 blocked for more than 122 seconds.\n[ 5120.100000] INFO: task copier:4243 blocked for more than 245 seconds.\n';
const STACK = ['rwsem_down_write_slowpath', 'down_write', 'do_unlinkat'];

test('a task that the kernel reports as hung is a finding, also where no threads were read', async () => {
  const diagnosis = await diagnose({ 'logs/dmesg.txt': HUNG });
  expect(diagnosis.verdict).toBe('stuck');
  expect(findingOf(diagnosis, 'kernel-hung-task')).toMatchObject({
    severity: 'warning',
    confidence: 'likely',
    summary:
      'The kernel reports 1 task blocked for more than 245 s; whether it still is was not seen: copier (4243).',
  });
});

test('a hung task that is still in D is proven', async () => {
  const diagnosis = await diagnose({
    'logs/dmesg.txt': HUNG,
    'tasks/ps-eLo.txt': threadTable(DOCKERD, CONTAINERD, { pid: 4243, comm: 'copier', state: 'D' }),
    ...blockedFiles(4243, 'copier', STACK),
  });
  expect(findingOf(diagnosis, 'kernel-hung-task')).toMatchObject({
    confidence: 'proven',
    tasks: [{ pid: 4243, comm: 'copier', waits: 'lock' }],
  });
});

test('a hung task that has gone since is none', async () => {
  const diagnosis = await diagnose({
    'logs/dmesg.txt': HUNG,
    'tasks/ps-eLo.txt': threadTable(DOCKERD, CONTAINERD),
  });
  expect(findingOf(diagnosis, 'kernel-hung-task')).toBeUndefined();
});

test('a hung task is told with what it waits for, by the stack that follows in the log', async () => {
  const stack = [
    '      Not tainted 6.12.0 #1',
    '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
    'task:worker          state:D stack:0     pid:4242  tgid:4242  ppid:4200   flags:0x00000002',
    'Call Trace:',
    ' <TASK>',
    ' __schedule+0x505/0xc00',
    ' schedule+0x27/0xf0',
    ' ? nfs_wait_bit_killable+0x10/0x20 [nfs]',
    ' request_wait_answer+0x12b/0x210 [fuse]',
    ' fuse_flush+0x1a0/0x1e0 [fuse]',
    ' do_exit+0x2ee/0xab0',
    ' </TASK>',
  ];
  const report = ['INFO: task worker:4242 blocked for more than 120 seconds.', ...stack];
  const text = report.map((line, index) => `[ 5000.10000${index % 10}] ${line}\n`).join('');
  for (const log of [text, text.replaceAll(/^/gm, 'Nov 24 02:00:00 node-17 kernel: '), `${text}${HUNG}`]) {
    const finding = findingOf(await diagnose({ 'logs/dmesg.txt': log }), 'kernel-hung-task');
    expect(finding?.summary).toContain('worker (4242, waiting for a FUSE server)');
    expect(finding?.chain.find(({ link }) => link === 'backend')).toMatchObject({
      status: 'proven',
      says: 'By their call traces in the log, worker (4242) waits in request_wait_answer for a FUSE server.',
      evidence: [{ file: 'logs/dmesg.txt', line: 10 }],
    });
  }
});
