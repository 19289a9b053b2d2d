import { afterEach, expect, test } from 'vitest';
import { initPid, runContainer } from '../../lab/rig/containers.ts';
import { startRig } from '../../lab/rig/rig.ts';
import { openDoor, type Door } from '../../src/forward/door.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

const stand = useLab();
let door: Door | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

const { missing, skip } = checkNeeds('forward', ['docker']);

test.skipIf(skip)(
  'the door to a real dockerd shows its profiles, and nothing that comes through it changes anything',
  async () => {
    expect(missing).toEqual([]);
    const rig = stand(await startRig({ folder: labFolder() }));
    const { id } = await runContainer(rig, {
      container: 'app',
      pod: 'web-0',
      namespace: 'shop',
      command: ['sleep', '600'],
    });
    door = await openDoor({ port: 0, socket: rig.docker.socket, deep: false });
    const [url = ''] = door.urls;
    const get = async (path: string): Promise<{ status: number; bytes: Buffer }> => {
      const answer = await fetch(`${url}${path}`);
      return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
    };

    expect(JSON.parse((await get('/v1.41/version')).bytes.toString())).toMatchObject({
      Version: rig.dockerd.version,
    });
    expect(JSON.parse((await get('/info')).bytes.toString())).toMatchObject({ ContainersRunning: 1 });
    expect((await get('/_ping')).bytes.toString()).toBe('OK');
    expect((await get('/debug/pprof/heap')).bytes.subarray(0, 2).toString('hex')).toBe('1f8b');
    expect((await get('/debug/pprof/goroutine?debug=1')).bytes.toString()).toMatch(
      /^goroutine profile: total \d+\n/,
    );
    expect((await get('/debug/pprof/goroutine?debug=2')).bytes.toString()).toMatch(
      /^goroutine \d+ \[running\]:\n/,
    );
    expect((await get('/debug/pprof/profile?seconds=1')).bytes.subarray(0, 2).toString('hex')).toBe('1f8b');

    for (const path of [
      '/containers/json',
      `/containers/${id}/json`,
      '/debug/pprof/../../containers/json',
      '/events',
    ])
      expect((await get(path)).status, path).toBe(403);
    for (const path of [`/containers/${id}/kill`, `/v1.41/containers/${id}/stop?t=0`, '/containers/prune'])
      expect((await fetch(`${url}${path}`, { method: 'POST' })).status, path).toBe(403);
    expect(await initPid(rig, id)).toBeDefined();
  },
  2 * MINUTE,
);
