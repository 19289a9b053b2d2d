// Loaded beforehand: a deadline is for the daemon, not for this.
import 'undici';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/system/host-error.ts';
import type { Host } from '../../../src/host/host.ts';
import { openLiveHost } from '../../../src/live/live-host.ts';
import { serveBytes, serveHttp } from '../unix-server.ts';

const ID = (digit: string): string => digit.repeat(64);
const SHORT = { apiMs: 300, inspectMs: 300, profileMs: 300 };

function hostAt(dockerSocket: string): Promise<Host> {
  return openLiveHost({ dockerSocket, deadlines: SHORT });
}

describe('a docker daemon', () => {
  it('is asked on the socket that was named, or by DOCKER_HOST', async () => {
    const server = await serveHttp((request, response) => response.end(`{"asked":"${request.url}"}`));
    const named = await hostAt(server.path);
    expect(Buffer.from(await named.read('docker/containers.json')).toString()).toBe(
      '{"asked":"/containers/json?all=1"}',
    );
    await named.close();
    const byEnvironment = await openLiveHost({ environment: { DOCKER_HOST: `unix://${server.path}` } });
    expect(Buffer.from(await byEnvironment.read('docker/version.json')).toString()).toBe(
      '{"asked":"/version"}',
    );
    await byEnvironment.close();
  });

  it('that never answers is a timeout, and after two questions no other is put', async () => {
    const server = await serveHttp(() => {});
    const host = await hostAt(server.path);
    await expect(host.read('docker/version.json')).rejects.toMatchObject({ reason: 'timeout' });
    await expect(host.read('docker/info.json')).rejects.toMatchObject({ reason: 'timeout' });
    const before = server.connections();
    await expect(host.read('docker/containers.json')).rejects.toMatchObject({ message: /^not asked/ });
    await expect(host.open('pprof/dockerd/heap.pb.gz')).rejects.toMatchObject({ reason: 'timeout' });
    expect(server.connections()).toBe(before);
    expect(await host.list('docker')).toEqual(['containers.json', 'info.json', 'version.json']);
    await host.close();
  });

  it('that accepts no request is a timeout', async () => {
    const server = await serveBytes(() => {});
    const host = await hostAt(server.path);
    await expect(host.read('docker/info.json')).rejects.toMatchObject({ reason: 'timeout' });
    await host.close();
  });

  it('that stops in the middle of an answer is a timeout', async () => {
    const server = await serveHttp((_request, response) => response.write('{"half":'));
    const host = await hostAt(server.path);
    await expect(host.read('docker/info.json')).rejects.toMatchObject({ reason: 'timeout' });
    const profile = await host.open('pprof/dockerd/goroutine.debug2.txt');
    const reading = (async () => {
      for await (const chunk of profile) expect(Buffer.from(chunk).toString()).toBe('{"half":');
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'timeout' });
    await host.close();
  });

  it.each([
    ['something that is not HTTP', 'malformed', '\u0000\u0001 garbage \r\n\r\n'],
    ['nothing and closes', 'malformed', ''],
  ])('that answers %s is %s', async (_what, reason, answer) => {
    const server = await serveBytes((socket) => socket.on('data', () => socket.end(answer)));
    const host = await hostAt(server.path);
    await expect(host.read('docker/info.json')).rejects.toMatchObject({ reason, message: /^[^\n]+$/ });
    await host.close();
  });

  it('that refuses says so in its own words', async () => {
    const server = await serveHttp((request, response) => {
      response.statusCode = request.url === '/info' ? 500 : request.url === '/version' ? 403 : 404;
      response.end('{"message":"no luck\\nat all"}');
    });
    const host = await hostAt(server.path);
    await expect(host.read('docker/info.json')).rejects.toMatchObject({
      reason: 'malformed',
      message: 'dockerd answered 500: no luck',
    });
    await expect(host.read('docker/version.json')).rejects.toMatchObject({ reason: 'denied' });
    await expect(host.read(`docker/inspect-${ID('a')}.json`)).rejects.toMatchObject({ reason: 'absent' });
    await expect(host.read('pprof/dockerd/heap.pb.gz')).rejects.toMatchObject({
      reason: 'unsupported',
      message: /only in debug mode/,
    });
    await host.close();
  });

  it('that answers without end is too large', async () => {
    const block = Buffer.alloc(1024 * 1024, ' ');
    const server = await serveHttp((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', more);
      more();
    });
    const host = await openLiveHost({ dockerSocket: server.path });
    await expect(host.read('docker/info.json')).rejects.toMatchObject({ reason: 'too-large' });
    await expect(host.read('pprof/dockerd/heap.pb.gz')).rejects.toMatchObject({ reason: 'too-large' });
    await host.close();
  });

  it('whose inspect hangs for some containers is asked for two of them, and for no other after that', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'].map(ID);
    const asked: string[] = [];
    const server = await serveHttp((request, response) => {
      if (request.url === '/containers/json?all=1') {
        response.end(JSON.stringify(ids.map((Id) => ({ Id, Names: ['/x'], State: 'running' }))));
      } else asked.push(request.url ?? '');
    });
    const host = await hostAt(server.path);
    const names = await host.list('docker');
    expect(names.filter((name) => name.startsWith('inspect-'))).toEqual(
      ids.map((id) => `inspect-${id}.json`),
    );
    const answers = await Promise.allSettled(ids.map((id) => host.read(`docker/inspect-${id}.json`)));
    for (const answer of answers) expect(answer).toMatchObject({ reason: { reason: 'timeout' } });
    expect(asked).toHaveLength(2);
    expect(await host.list('docker')).toContain(`inspect-${ID('a')}.error`);
    expect(Buffer.from(await host.read(`docker/inspect-${ID('a')}.error`)).toString()).toMatch(
      /did not answer within/,
    );
    await host.close();
  });

  it('that is not there is absent, and one that does not listen too', async () => {
    const missing = await hostAt('/nowhere/docker.sock');
    await expect(missing.read('docker/info.json')).rejects.toMatchObject({ reason: 'absent' });
    const server = await serveHttp(() => {});
    const other = await hostAt(`${server.path}.txt`);
    await expect(other.read('docker/info.json')).rejects.toBeInstanceOf(HostError);
  });

  it('on another machine is not asked, and a gap says so', async () => {
    const host = await openLiveHost({ environment: { DOCKER_HOST: 'tcp://10.0.0.1:2375' } });
    expect(host.gaps()).toContainEqual(
      expect.objectContaining({ source: 'DOCKER_HOST', reason: 'unsupported' }),
    );
    await host.close();
  });
});
