import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joinChunks } from '../../src/system/chunks.ts';
import { findContainerdPlaces } from '../../src/live/daemons/containerd-endpoint.ts';
import type { RunningDaemon } from '../../src/live/daemons/find-daemons.ts';
import { stateSource } from '../../src/live/live-sources.ts';
import { RootCommands } from '../../src/live/root-commands.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

const ROOTS = process.getuid?.() === 0;
const root = temporaryFolder();
const commands = new RootCommands(root);
const TASKS = 'io.containerd.runtime.v2.task/k8s.io';

function put(path: string, text: string): string {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return path;
}

async function read(state: string, below: string): Promise<string> {
  const chunks = await stateSource(commands, state).open(`run/containerd/${below}`, {
    maxBytes: 1024 * 1024,
  });
  return Buffer.from(await joinChunks(chunks, 1024 * 1024, below)).toString();
}

put('/etc/shadow', 'root:$6$secret:19000');

describe('the state folder of containerd', () => {
  it('is read where the daemon keeps it', async () => {
    for (const state of ['/run/containerd', '/data/state']) {
      put(`${state}/${TASKS}/one/config.json`, '{}');
      expect(await read(state, `${TASKS}/one/config.json`)).toBe('{}');
      expect(await stateSource(commands, state).list(`run/containerd/${TASKS}`)).toContain('one');
    }
  });

  it.each(['/run/containerd', '/data/linked'])(
    'puts no line of another file into a recording, whatever is linked below %s',
    async (state) => {
      mkdirSync(join(root, state, TASKS, 'evil'), { recursive: true });
      symlinkSync('/etc/shadow', join(root, state, TASKS, 'evil/init.pid'));
      symlinkSync(join(root, 'etc/shadow'), join(root, state, TASKS, 'evil/config.json'));
      symlinkSync('/etc', join(root, state, TASKS, 'folder'));
      for (const name of ['evil/init.pid', 'evil/config.json', 'folder/shadow'])
        await expect(read(state, `${TASKS}/${name}`), name).rejects.toThrow('is a symbolic link');
      await expect(stateSource(commands, state).list(`run/containerd/${TASKS}/folder`)).rejects.toThrow(
        'link',
      );
    },
  );

  it('is no link itself where the command line of a process names it', async () => {
    put(`/real/${TASKS}/one/config.json`, '{}');
    symlinkSync('/real', join(root, 'named-state'));
    await expect(read('/named-state', `${TASKS}/one/config.json`)).rejects.toThrow('is a symbolic link');
  });

  it('holds FIFOs and endless files that are refused at once', async () => {
    put(`/run/containerd/${TASKS}/fifo/x`, '');
    expect(spawnSync('mkfifo', [join(root, 'run/containerd', TASKS, 'fifo/config.json')]).status).toBe(0);
    const began = performance.now();
    for (let tries = 0; tries < 60; tries++)
      await expect(read('/run/containerd', `${TASKS}/fifo/config.json`)).rejects.toMatchObject({
        reason: 'unsupported',
      });
    expect(performance.now() - began).toBeLessThan(10_000);
    put(`/run/containerd/${TASKS}/large/config.json`, '');
    truncateSync(join(root, 'run/containerd', TASKS, 'large/config.json'), 2 ** 40);
    await expect(read('/run/containerd', `${TASKS}/large/config.json`)).rejects.toMatchObject({
      reason: 'too-large',
    });
  });

  it.skipIf(!ROOTS)('is not read when it belongs to somebody else', async () => {
    put('/theirs/x/config.json', '{}');
    chownSync(join(root, 'theirs'), 65_534, 65_534);
    await expect(read('/theirs', 'x/config.json')).rejects.toThrow('/theirs is owned by uid 65534, not root');
  });
});

it('a configuration that a containerd names over a link is not read', async () => {
  const config = put('/elsewhere/config.toml', 'state = "/stolen"\n');
  symlinkSync(config, join(root, 'etc/link.toml'));
  const daemon = (file: string): RunningDaemon => ({
    name: 'containerd',
    pid: 5,
    parentPid: 1,
    startTicks: 5,
    args: ['containerd', '--config', file],
  });
  expect(await findContainerdPlaces(daemon(config), [], commands)).toMatchObject({ stateFolder: '/stolen' });
  expect(await findContainerdPlaces(daemon('/etc/link.toml'), [], commands)).toMatchObject({
    stateFolder: '/run/containerd',
  });
});
