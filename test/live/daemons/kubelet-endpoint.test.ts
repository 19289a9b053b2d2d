import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findKubeletUrl, listenersOn } from '../../../src/live/daemons/kubelet-endpoint.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state: string): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 27042 1\n`;

it('a port is listened on, on any address, and not only connected to', () => {
  expect(listenersOn(HEAD + row('0100007F:280A', '0A'), 10250)).toEqual([27042]);
  expect(listenersOn(HEAD + row('00000000000000000000000000000000:280A', '0A'), 10250)).toEqual([27042]);
  expect(listenersOn(HEAD + row('0100007F:280A', '01'), 10250)).toEqual([]);
  expect(listenersOn(HEAD + row('0100007F:2808', '0A'), 10250)).toEqual([]);
  expect(listenersOn('', 10250)).toEqual([]);
});

it('a kubelet is asked only where it holds the socket that listens itself', () => {
  const procRoot = temporaryFolder();
  const kubelet = { name: 'kubelet', pid: 7, parentPid: 1, startTicks: 1, args: ['kubelet'] } as const;
  expect(findKubeletUrl(procRoot, [])).toBeUndefined();
  expect(findKubeletUrl(procRoot, [kubelet])).toBeUndefined();
  mkdirSync(join(procRoot, '7/net'), { recursive: true });
  writeFileSync(join(procRoot, '7/net/tcp6'), HEAD + row('00000000000000000000000000000000:280A', '0A'));
  expect(findKubeletUrl(procRoot, [kubelet])).toBeUndefined();
  mkdirSync(join(procRoot, '7/fd'));
  symlinkSync('socket:[27043]', join(procRoot, '7/fd/3'));
  expect(findKubeletUrl(procRoot, [kubelet])).toBeUndefined();
  symlinkSync('socket:[27042]', join(procRoot, '7/fd/21'));
  expect(findKubeletUrl(procRoot, [kubelet])).toBe('https://127.0.0.1:10250');
});
