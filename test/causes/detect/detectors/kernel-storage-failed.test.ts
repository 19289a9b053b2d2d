import { describe, expect, test } from 'vitest';
import { diagnose, findingOf } from './written-host.ts';
import type { Finding } from '../../../../src/model/diagnosis.ts';

/** The host has been up for 10 000 s. */
const UPTIME = { 'proc/uptime': '10000.00 20000.00\n' };

async function foundIn(
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Finding | undefined> {
  const log = lines.map((line, index) => `[ ${9000 + index}.100000] ${line}\n`).join('');
  const diagnosis = await diagnose({ ...UPTIME, 'logs/dmesg.txt': log, ...files });
  const finding = findingOf(diagnosis, 'kernel-storage-failed');
  expect(diagnosis.verdict).toBe(finding === undefined ? 'unknown' : 'degraded');
  return finding;
}

const io = (device: string): string =>
  `I/O error, dev ${device}, sector 3909372392 op 0x1:(WRITE) flags 0x9800 phys_seg 1 prio class 2`;
const XFS =
  'XFS (sdb1): Log I/O Error (0x2) detected at xlog_ioend_work+0x6e/0x70 [xfs] (fs/xfs/xfs_log.c:1378).  Shutting down filesystem.';

describe('storage that fails, by the lines of the kernel', () => {
  test.each([
    [
      'a device with errors',
      [io('sdb'), io('sdb'), io('sdb')],
      /^By the kernel's log, sdb answers with I\/O errors \(3\slines\)\.$/,
    ],
    ['an offline device', ['sd 1:0:0:0: rejecting I/O to offline device'], /a SCSI device is offline/],
    ['a file system that was shut down', [XFS], /XFS has shut down a file system/],
    [
      'an SMB server',
      ['CIFS: VFS: \\\\nas01 has not responded in 180 seconds. Reconnecting...'],
      /the SMB server nas01 does not respond/,
    ],
    ['a metadata server of Ceph', ['ceph: mds0 hung'], /the CephFS metadata server mds0 does not respond/],
  ])('is a finding with its name: %s', async (_, lines, says) => {
    const finding = await foundIn(lines, { 'proc/uptime': '9010.00 20000.00\n' });
    expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
    expect(finding?.summary).toMatch(says);
  });

  test.each([
    ['one error', [io('sdb')], {}],
    ['an empty floppy drive', [io('fd0'), io('fd0'), io('fd0')], {}],
    ['errors of hours ago', [io('sdb'), io('sdb'), io('sdb')], { 'proc/uptime': '20000.00 20000.00\n' }],
    ['a metadata server that came back', ['ceph: mds0 hung', 'ceph: mds0 came back'], {}],
    [
      'a file system that is no longer mounted',
      [XFS],
      { 'proc/1/mountinfo': '20 1 8:1 / / rw - ext4 /dev/sda1 rw\n' },
    ],
  ])('is none: %s', async (_, lines, files) => {
    expect(await foundIn(lines, files)).toBeUndefined();
  });
});
