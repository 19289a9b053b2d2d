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
      'The kernel reports 1 task blocked for more than 245 s; whether they still are was not seen: copier (4243).',
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
