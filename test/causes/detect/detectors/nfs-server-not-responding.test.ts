import { expect, test } from 'vitest';
import { diagnose, findingOf } from './written-host.ts';

const SILENT = '[ 5000.1] nfs: server nas01 not responding, still trying\n';
const OK = '[ 5100.1] nfs: server nas01 OK\n';

test('an NFS server that does not respond makes the host degraded, by the name of the server', async () => {
  const diagnosis = await diagnose({ 'logs/dmesg.txt': SILENT });
  expect(diagnosis.verdict).toBe('degraded');
  expect(diagnosis.headline).toContain('The NFS server nas01 does not respond');
  expect(findingOf(diagnosis, 'nfs-server-not-responding')?.remedies[0]?.command).toBe(
    'timeout 10 rpcinfo -t nas01 nfs',
  );
});

test('it is over when the kernel says OK afterwards', async () => {
  const after = await diagnose({ 'logs/dmesg.txt': SILENT + OK });
  expect(findingOf(after, 'nfs-server-not-responding')).toBeUndefined();
  const again = await diagnose({ 'logs/dmesg.txt': OK + SILENT.replace('5000', '5200') });
  expect(findingOf(again, 'nfs-server-not-responding')).toBeDefined();
});
