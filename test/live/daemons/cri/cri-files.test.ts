import { describe, expect, it } from 'vitest';
import { openLiveHost } from '../../../../src/live/live-host.ts';
import type { Deadlines, LiveHost } from '../../../../src/live/live-host.ts';
import { serveBytes } from '../../unix-server.ts';
import { NOT_FOUND, serveRuntime } from './runtime-server.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const SHORT = { apiMs: 300, inspectMs: 300, profileMs: 300, criMs: 300 };
const VERSION = { runtime_name: 'containerd', runtime_version: '1.6.20~ds1', runtime_api_version: 'v1' };
const LISTED = {
  containers: [
    { id: A, metadata: { name: 'trainer' }, state: 'CONTAINER_RUNNING', created_at: '1795490819386639400' },
    { id: B, metadata: { name: 'old' }, state: 'CONTAINER_EXITED' },
  ],
};
const STATUS = {
  status: { id: A, metadata: { name: 'trainer' }, state: 'CONTAINER_RUNNING' },
  info: { info: '{"pid":4242,"runtimeSpec":{"process":{"env":["PASSWORD=secret"]}}}', other: 'x' },
};

async function withHost<T>(
  criSocket: string,
  use: (host: LiveHost) => Promise<T>,
  deadlines: Partial<Deadlines> = {},
): Promise<T> {
  const host = await openLiveHost({ criSocket, deadlines });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

const json = async (host: LiveHost, path: string): Promise<unknown> =>
  JSON.parse(Buffer.from(await host.read(path)).toString());

describe('a CRI runtime', () => {
  it('answers under the paths of a case, with the names of api.proto', async () => {
    const server = await serveRuntime({ Version: VERSION, ListContainers: LISTED, ListPodSandbox: {} });
    await withHost(server.path, async (host) => {
      expect(await json(host, 'cri/Version.json')).toEqual(VERSION);
      expect(await json(host, 'cri/ListContainers.json')).toEqual(LISTED);
      expect(await json(host, 'cri/ListPodSandbox.json')).toEqual({});
    });
  });

  it('is asked once for each, and lists the statuses of what has not exited', async () => {
    const server = await serveRuntime({ Version: VERSION, ListContainers: LISTED });
    await withHost(server.path, async (host) => {
      const names = [
        `ContainerStatus-${A}.json`,
        'ListContainers.json',
        'ListPodSandbox.json',
        'Version.json',
      ];
      expect(await host.list('cri')).toEqual(names);
      expect(await host.list('cri')).toEqual(names);
      expect(server.calls).toEqual(['Version', 'ListContainers']);
    });
  });

  it('tells the pid of a container, and of all that stands beside it nothing is kept', async () => {
    const server = await serveRuntime({ Version: VERSION, ContainerStatus: STATUS });
    await withHost(server.path, async (host) => {
      expect(await json(host, `cri/ContainerStatus-${A}.json`)).toEqual({
        status: STATUS.status,
        info: { pid: 4242 },
      });
      expect(JSON.parse(Buffer.from(await host.machine.inspect(A, 'cri')).toString())).toMatchObject({
        info: { pid: 4242 },
      });
    });
  });

  it('of an older generation is asked in its own way', async () => {
    const server = await serveRuntime({ Version: VERSION, ListContainers: LISTED }, 'v1alpha2');
    await withHost(server.path, async (host) => {
      expect(await json(host, 'cri/ListContainers.json')).toEqual(LISTED);
    });
  });

  it('whose plugin is off is no runtime', async () => {
    const server = await serveRuntime({}, 'none');
    await withHost(server.path, async (host) => {
      await expect(host.read('cri/ListContainers.json')).rejects.toMatchObject({
        reason: 'unsupported',
        message: expect.stringContaining('CRI plugin is off'),
      });
      expect(await host.list('cri')).toEqual([]);
    });
  });

  it('says what it does not know', async () => {
    const server = await serveRuntime({ Version: VERSION, ContainerStatus: NOT_FOUND });
    await withHost(server.path, async (host) => {
      await expect(host.read(`cri/ContainerStatus-${A}.json`)).rejects.toMatchObject({
        reason: 'absent',
        message: 'containerd answered: no ContainerStatus',
      });
    });
  });
});

describe('a CRI runtime that does not answer', () => {
  it('is a timeout, and is asked for its version only', async () => {
    const server = await serveRuntime({});
    await withHost(
      server.path,
      async (host) => {
        await expect(host.read('cri/ListContainers.json')).rejects.toMatchObject({
          reason: 'timeout',
          message: 'containerd did not answer within 0.3 s',
        });
        await expect(host.read('cri/ListPodSandbox.json')).rejects.toMatchObject({ reason: 'timeout' });
        expect(await host.list('cri')).toEqual([
          'ListContainers.json',
          'ListPodSandbox.json',
          'Version.json',
        ]);
        expect(server.calls).toEqual(['Version']);
      },
      SHORT,
    );
  });

  it('not even to the greeting is one as well, as a stopped process', async () => {
    const server = await serveBytes(() => {});
    await withHost(
      server.path,
      async (host) => {
        await expect(host.read('cri/Version.json')).rejects.toMatchObject({ reason: 'timeout' });
      },
      SHORT,
    );
  });

  it('because nobody listens is absent', async () => {
    await withHost('/no/such/containerd.sock', async (host) => {
      await expect(host.read('cri/Version.json')).rejects.toMatchObject({ reason: 'absent' });
      expect(await host.list('cri')).toEqual([]);
    });
  });
});
