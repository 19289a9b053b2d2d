import { fork } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { discoverDaemons } from '../../../../src/live/daemons/discovery.ts';
import { findDockerds } from '../../../../src/live/daemons/dockerds.ts';
import { openLiveHost, type LiveHost, type LiveHostOptions } from '../../../../src/live/live-host.ts';
import { NOBODY, openFolder, start } from './impostors.ts';

const SERVER = fileURLToPath(new URL('api-server.ts', import.meta.url));

/** A docker API that a process called `dockerd` serves; gives its pid. */
async function serve(socket: string, uid?: number): Promise<number> {
  const child = fork(SERVER, ['dockerd', socket], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', reject);
  });
  return child.pid ?? 0;
}

async function opened(options: LiveHostOptions): Promise<LiveHost> {
  const host = await openLiveHost(options);
  onTestFinished(() => host.close());
  return host;
}

const text = async (host: LiveHost, path: string): Promise<string> =>
  Buffer.from(await host.read(path)).toString();

function foldersOfNobody(): string {
  const folder = join(openFolder(), 'of-nobody');
  mkdirSync(folder);
  chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o755);
  return folder;
}

describe('an API that an impostor serves', () => {
  it('is neither found nor switched', async () => {
    const socket = join(foldersOfNobody(), 'docker.sock');
    const pid = await serve(socket, NOBODY);
    const dockerds = await findDockerds({});
    onTestFinished(() => dockerds.close());
    expect(dockerds.found.map(({ daemon }) => daemon.pid)).not.toContain(pid);
    const found = await discoverDaemons({ root: '/', socketsMs: 5_000 });
    expect(found.dockerSockets.map(({ path }) => path)).not.toContain(socket);
    const named = await findDockerds({ dockerSocket: socket });
    onTestFinished(() => named.close());
    expect(named.found).toEqual([]);
  }, 60_000);

  it('is asked when the user names it, and the report says whose it is', async () => {
    const socket = join(foldersOfNobody(), 'docker.sock');
    const pid = await serve(socket, NOBODY);
    const host = await opened({ dockerSocket: socket });
    expect(await text(host, 'docker/version.json')).toContain('0.0.1-fake');
    await expect(host.read('dockerd.pid')).rejects.toMatchObject({ reason: 'absent' });
    expect(host.gaps()).toContainEqual({
      source: 'dockerd',
      reason: 'unsupported',
      detail: `${socket} was asked because you named it; it is held by pid ${pid} (dockerd, uid ${NOBODY}), which is not a proven dockerd.`,
    });
    const { daemons, unproven } = JSON.parse(await text(host, 'daemons.json')) as {
      daemons: { name: string }[];
      unproven: string[];
    };
    expect(unproven).toEqual(['docker']);
    expect(daemons.filter(({ name }) => name === 'dockerd')).toEqual([]);
  }, 60_000);
});

describe('a dockerd of root', () => {
  it('is asked on the socket that it holds', async () => {
    const socket = join(openFolder(), 'docker.sock');
    const pid = await serve(socket);
    const dockerds = await findDockerds({});
    onTestFinished(() => dockerds.close());
    const own = dockerds.found.find(({ daemon }) => daemon.pid === pid);
    expect(own?.sockets).toEqual([socket]);
    const answer = await own?.http.get('/version', { path: 'docker/version.json', deadlineMs: 10_000 });
    expect(Buffer.from(answer ?? []).toString()).toContain('0.0.1-fake');
  }, 60_000);

  it('stays proven on a socket that the user names, without a gap', async () => {
    const socket = join(openFolder(), 'docker.sock');
    const pid = await serve(socket);
    const host = await opened({ dockerSocket: socket });
    expect((await text(host, 'dockerd.pid')).trim()).toBe(String(pid));
    expect(host.gaps().filter(({ detail }) => detail.includes('you named it'))).toEqual([]);
    const { daemons } = JSON.parse(await text(host, 'daemons.json')) as {
      daemons: { pid: number; identity: string[] }[];
    };
    expect(daemons[0]).toMatchObject({ pid });
    expect(daemons[0]?.identity).toContain('uid 0');
  }, 60_000);
});

it('a kubelet of another user, however old, does not choose the runtime that root asks', async () => {
  const folder = openFolder();
  const endpoint = join(folder, 'impostor.sock');
  const option = `--container-runtime-endpoint=unix://${endpoint}`;
  const kubelet = join(folder, 'kubelet');
  copyFileSync('/bin/bash', kubelet);
  const pid = await start(kubelet, { uid: NOBODY, args: ['-c', 'sleep 600; :', 'kubelet', option] });
  const found = await discoverDaemons({ root: '/', socketsMs: 5_000 });
  expect(found.ignored.map((one) => one.pid)).toContain(pid);
  expect(found.cri.sockets).not.toContain(endpoint);
  expect(found.criSockets.map(({ path }) => path)).not.toContain(endpoint);
}, 60_000);
