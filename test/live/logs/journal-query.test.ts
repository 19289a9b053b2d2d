import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { journalQuery } from '../../../src/live/logs/journal-query.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const REMOTE = '/lib/systemd/systemd-journal-remote';
const MISSING = [REMOTE, '/usr/bin/journalctl'].filter((file) => !existsSync(file));
if (MISSING.length > 0) process.stderr.write(`skipped the journal: ${MISSING.join(', ')} missing\n`);

const folder = temporaryFolder();
let sequence = 0;

/** One entry of systemd's export format (systemd.io/JOURNAL_EXPORT_FORMATS). */
function entry(fields: Readonly<Record<string, string>>): string {
  const at = 1_795_500_000_000_000 + ++sequence * 1_000_000;
  const all = {
    __CURSOR: `s=0;i=${sequence}`,
    __REALTIME_TIMESTAMP: String(at),
    __MONOTONIC_TIMESTAMP: String(sequence * 1_000_000),
    _BOOT_ID: 'b'.repeat(32),
    _MACHINE_ID: 'c'.repeat(32),
    _HOSTNAME: 'node-17',
    ...fields,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}\n`;
}

const DOCKERD = {
  _SYSTEMD_UNIT: 'docker.service',
  _PID: '811',
  _UID: '0',
  _COMM: 'dockerd',
  _EXE: '/usr/bin/dockerd',
};

it.skipIf(MISSING.length > 0)(
  'the journal gives what the daemon itself wrote, and nothing that a container or a user wrote',
  () => {
    const journal = [
      entry({ ...DOCKERD, _TRANSPORT: 'stdout', SYSLOG_IDENTIFIER: 'dockerd', MESSAGE: 'own line' }),
      entry({
        ...DOCKERD,
        _TRANSPORT: 'journal',
        SYSLOG_IDENTIFIER: 'dockerd',
        CONTAINER_ID: 'a'.repeat(12),
        CONTAINER_NAME: 'web',
        MESSAGE: 'line of a container through the journald driver',
      }),
      entry({
        _SYSTEMD_UNIT: 'user@1000.service',
        _PID: '7',
        _UID: '1000',
        _TRANSPORT: 'syslog',
        SYSLOG_IDENTIFIER: 'dockerd',
        SYSLOG_PID: '811',
        MESSAGE: 'logger -t dockerd',
      }),
      entry({
        _SYSTEMD_UNIT: 'user@1000.service',
        _PID: '7',
        _UID: '1000',
        _TRANSPORT: 'journal',
        UNIT: 'docker.service',
        OBJECT_SYSTEMD_UNIT: 'docker.service',
        MESSAGE: 'claims to be about the unit',
      }),
      entry({
        _SYSTEMD_UNIT: 'docker.service',
        _PID: '99',
        _UID: '1000',
        _TRANSPORT: 'stdout',
        MESSAGE: 'another user within the unit',
      }),
      entry({
        _SYSTEMD_UNIT: 'init.scope',
        _PID: '1',
        _UID: '0',
        _TRANSPORT: 'journal',
        UNIT: 'docker.service',
        MESSAGE: 'Started Docker.',
      }),
      entry({
        _SYSTEMD_UNIT: 'kubelet.service',
        _PID: '5',
        _UID: '0',
        _TRANSPORT: 'stdout',
        MESSAGE: 'kubelet',
      }),
    ];
    const made = spawnSync(REMOTE, ['-o', join(folder, 'test.journal'), '-'], { input: journal.join('') });
    expect(made.stderr.toString()).toContain(`${journal.length} entries`);
    const read = spawnSync('journalctl', ['-D', folder, ...journalQuery('docker.service', 'cat')]);
    expect(read.stderr.toString()).toBe('');
    expect(read.stdout.toString().trimEnd().split('\n')).toEqual(['own line', 'Started Docker.']);
  },
);

it('a unit whose name looks like an option stays behind the end of the options', () => {
  const words = journalQuery('--directory=x.service', 'short-iso');
  const own = words.slice(words.indexOf('--') + 1);
  expect(own.filter((word) => word.includes('--directory'))).toEqual([
    '_SYSTEMD_UNIT=--directory=x.service',
    'UNIT=--directory=x.service',
  ]);
  expect(words.slice(0, words.indexOf('--')).join(' ')).not.toContain('directory');
});
