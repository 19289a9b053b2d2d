import { describe, expect, it } from 'vitest';
import type { RunningDaemon } from '../../src/live/daemons/find-daemons.ts';
import type { Backup } from '../../src/debug-mode/backup.ts';
import type { DebugAction } from '../../src/debug-mode/debug-action.ts';
import { listDebugFacts, type DebugFactSources } from '../../src/debug-mode/debug-facts.ts';
import type { DebugLook, LookedFile } from '../../src/debug-mode/look.ts';
import { digestOf } from '../../src/remedies/plan/digest.ts';

const OWNER = { mode: 0o644, uid: 0, gid: 0 };
const BACKUP: Backup = {
  schema: 'deadwait/debug-backup/v1',
  file: '/etc/docker/daemon.json',
  takenAt: '2026-11-24T10:00:00.000Z',
  on: 'a'.repeat(64),
  off: 'b'.repeat(64),
};
const FILE: LookedFile = {
  place: { file: '/etc/docker/daemon.json', base: '', rule: 'known' },
  key: '/etc/docker/daemon.json',
  found: { file: '/etc/docker/daemon.json', bytes: Buffer.from('{}'), device: 1, inode: 2, ...OWNER },
  text: '{}',
  config: { debug: 'unset', keys: new Set() },
};
const DAEMON: RunningDaemon = {
  name: 'dockerd',
  pid: 90,
  parentPid: 1,
  startTicks: 1000,
  args: ['dockerd', '--x'],
};
const STATE: DebugLook['state'] = {
  pid: 90,
  version: '20.10.24',
  inFile: 'unset',
  inDaemon: false,
  problems: [],
};
const PUT: DebugAction = {
  kind: 'put',
  content: Buffer.from('{"debug":true}'),
  restores: false,
  owner: OWNER,
};
const SOURCES: DebugFactSources = {
  to: 'on',
  look: { state: STATE, file: FILE },
  actions: [{ kind: 'keep', backup: BACKUP }, PUT, { kind: 'reload', expects: true }],
  daemon: DAEMON,
  bootId: 'x',
};
const digest = (sources: DebugFactSources): string => digestOf(listDebugFacts(sources));
const withFile = (file: Partial<LookedFile>): DebugFactSources => ({
  ...SOURCES,
  look: { state: STATE, file: { ...FILE, ...file } },
});
const withFound = (found: object): DebugFactSources => withFile({ found: { ...FILE.found, ...found } });
const withDaemon = (daemon: Partial<RunningDaemon>): DebugFactSources => ({
  ...SOURCES,
  daemon: { ...DAEMON, ...daemon },
});

describe('the digest of a switch', () => {
  const { daemon: _, ...withoutDaemon } = SOURCES;
  it.each<readonly [string, DebugFactSources]>([
    ['another direction', { ...SOURCES, to: 'off' }],
    ['another boot', { ...SOURCES, bootId: 'y' }],
    ['another process', withDaemon({ pid: 91 })],
    ['a process that was started later', withDaemon({ startTicks: 1001 })],
    ['other arguments', withDaemon({ args: ['dockerd', '--y'] })],
    ['arguments that are cut elsewhere', withDaemon({ args: ['dockerd --x'] })],
    ['no dockerd', withoutDaemon],
    ['debug mode on already', { ...SOURCES, look: { state: { ...STATE, inDaemon: true }, file: FILE } }],
    ['another version', { ...SOURCES, look: { state: { ...STATE, version: '23' }, file: FILE } }],
    ['another path', withFile({ place: { file: '/etc/other.json', base: '', rule: 'known' } })],
    ['a link that leads elsewhere', withFound({ file: '/srv/daemon.json' })],
    ['another device', withFound({ device: 9 })],
    ['another file of the same name', withFound({ inode: 9 })],
    ['other bytes', withFound({ bytes: Buffer.from('{ }') })],
    ['another owner', withFound({ uid: 1 })],
    ['another group', withFound({ gid: 1 })],
    ['another mode', withFound({ mode: 0o600 })],
    ['no file', withFile({ found: { file: '/etc/docker/daemon.json', hasFolder: true } })],
    ['a backup', withFile({ backup: BACKUP })],
    ['another content to be written', { ...SOURCES, actions: [{ ...PUT, content: Buffer.from('{"x":1}') }] }],
    ['one step less', { ...SOURCES, actions: SOURCES.actions.slice(1) }],
  ])('is another with %s', (_what, sources) => {
    expect(digest(sources)).toMatch(/^[0-9a-f]{32}$/);
    expect(digest(sources)).not.toBe(digest(SOURCES));
  });

  it('does not rest on the time of the backup that is still to be made', () => {
    const later = { ...BACKUP, takenAt: '2026-11-24T11:00:00.000Z' };
    const actions = [{ kind: 'keep', backup: later } as const, ...SOURCES.actions.slice(1)];
    expect(digest({ ...SOURCES, actions })).toBe(digest(SOURCES));
  });
});
