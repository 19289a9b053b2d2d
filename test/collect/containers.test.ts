import { describe, expect, it } from 'vitest';
import { containers } from '../../src/collect/containers.ts';
import { HostError } from '../../src/system/host-error.ts';
import type { Host } from '../../src/host/host.ts';
import type { Container } from '../../src/model/container.ts';
import type { Gap } from '../../src/model/gap.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { caseOf, OPTIONS } from './case-folder.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(64);

const collect = async (host: Host): Promise<{ found: readonly Container[]; gaps: readonly Gap[] }> => {
  const { part, gaps } = await containers.collect(host, OPTIONS, EMPTY_SNAPSHOT);
  return { found: part.containers ?? [], gaps };
};

const listOf = (...entries: readonly (readonly [string, string])[]): string =>
  JSON.stringify(entries.map(([Id, State]) => ({ Id, State, Names: [`/${Id.slice(0, 3)}`] })));

/** The recording, as if it were this machine: what it has not, does not answer. */
const asLive = (host: Host, asked: string[]): Host => ({
  ...host,
  live: true,
  read: async (path, options) => {
    asked.push(path);
    try {
      return await host.read(path, options);
    } catch (error) {
      if (!path.startsWith('docker/inspect-')) throw error;
      throw new HostError(path, 'timeout', `${path} did not answer within 2 s`);
    }
  },
});

describe('containers', () => {
  it('lists them even when no inspect can be read, with one gap for all', async () => {
    const { found, gaps } = await collect(
      await caseOf({ 'docker/containers.json': listOf([C, 'created'], [A, 'running'], [B, 'exited']) }),
    );
    expect(found.map(({ id, state }) => [id, state])).toEqual([
      [A, 'running'],
      [B, 'exited'],
      [C, 'created'],
    ]);
    expect(gaps).toMatchObject([{ source: 'docker/inspect-*.json', reason: 'absent' }]);
    expect(gaps[0]?.detail).toMatch(/^2 of 2 could not be read; the first: /);
  });

  it('believes inspect more than the list, since it was asked later', async () => {
    const { found } = await collect(
      await caseOf({
        'docker/containers.json': listOf([A, 'running']),
        [`docker/inspect-${A}.json`]: JSON.stringify({
          Id: A,
          State: { Status: 'exited', Pid: 0 },
          Name: '/x',
        }),
      }),
    );
    expect(found).toMatchObject([
      { state: 'exited', name: 'aaa', evidence: { file: 'docker/containers.json' } },
    ]);
  });

  it('knows containers by their inspects when the list is cut off', async () => {
    const { found, gaps } = await collect(
      await caseOf({
        'docker/containers.json': listOf([A, 'running']).slice(0, 40),
        [`docker/inspect-${A}.json`]: JSON.stringify({ Id: A, State: { Status: 'running', Pid: 7 } }),
        [`docker/inspect-${B}.error`]: 'inspect timed out after 5s\n',
        'docker/inspect-short.json': '{}',
      }),
    );
    expect(found).toMatchObject([
      { id: A, initPid: 7 },
      { id: B, inspectFailure: { quote: 'inspect timed out after 5s', line: 1 } },
    ]);
    expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
      'docker/containers.json malformed',
      `docker/inspect-${B}.error timeout`,
    ]);
  });

  it('takes an empty answer beside an error for the error, and an answer about another container for none', async () => {
    const { found, gaps } = await collect(
      await caseOf({
        'docker/containers.json': listOf([A, 'running'], [B, 'running']),
        [`docker/inspect-${A}.json`]: '',
        [`docker/inspect-${A}.error`]: 'connect: permission denied',
        [`docker/inspect-${B}.json`]: JSON.stringify({ Id: C, State: { Pid: 7 } }),
      }),
    );
    expect(found.map(({ id, initPid }) => [id, initPid])).toEqual([
      [A, undefined],
      [B, undefined],
    ]);
    expect(gaps.map(({ reason }) => reason)).toEqual(['denied', 'malformed']);
  });

  it('asks a live dockerd once for each container that has not exited', async () => {
    const asked: string[] = [];
    const recorded = await caseOf({
      'docker/containers.json': listOf([A, 'running'], [B, 'exited'], [C, 'dead']),
      [`docker/inspect-${A}.json`]: JSON.stringify({ Id: A, State: { Status: 'running', Pid: 7 } }),
    });
    const { found, gaps } = await collect(asLive(recorded, asked));
    expect(asked.filter((path) => path.startsWith('docker/inspect-')).sort()).toEqual([
      `docker/inspect-${A}.json`,
      `docker/inspect-${C}.json`,
    ]);
    expect(found[2]?.inspectFailure?.quote).toMatch(/did not answer/);
    expect(gaps).toMatchObject([{ source: `docker/inspect-${C}.json`, reason: 'timeout' }]);
  });

  it('does not say of a container that its inspect failed when the host spared it the question', async () => {
    const recorded = await caseOf({ 'docker/containers.json': listOf([A, 'running']) });
    const { found, gaps } = await collect({
      ...recorded,
      live: true,
      read: async (path, options) => {
        if (!path.includes('inspect')) return recorded.read(path, options);
        throw new HostError(path, 'timeout', 'not asked: 2 inspects before did not answer');
      },
    });
    expect(found[0]?.inspectFailure).toBeUndefined();
    expect(gaps).toMatchObject([{ source: `docker/inspect-${A}.json`, reason: 'timeout' }]);
  });

  it('does not reject when a folder cannot be listed', async () => {
    const recorded = await caseOf({ 'docker/containers.json': listOf([A, 'running']) });
    const denied = async (path: string): Promise<never> => {
      throw new HostError(path, 'denied', `${path} may not be read by this user`);
    };
    const { found, gaps } = await collect({ ...recorded, list: denied });
    expect(found).toMatchObject([{ id: A }]);
    expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toContain('run/** denied');
  });

  it('reads bundles on disk when the API says nothing', async () => {
    const bundle = `run/containerd/io.containerd.runtime.v2.task/k8s.io/${A}`;
    const { found, gaps } = await collect(
      await caseOf({
        [`${bundle}/config.json`]: JSON.stringify({
          annotations: {
            'io.kubernetes.cri.container-type': 'sandbox',
            'io.kubernetes.cri.sandbox-name': 'train-0',
            'io.kubernetes.cri.sandbox-namespace': 'ml',
          },
        }),
        [`${bundle}/init.pid`]: '20569',
        [`run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${B}/config.json`]:
          '{"ociVersion":"1.0.2"}',
        [`run/containers/storage/overlay-containers/${C}/userdata/config.json`]: '{"annotations":',
      }),
    );
    expect(found).toMatchObject([
      { id: A, runtime: 'cri', pod: 'ml/train-0', containerName: 'POD', initPid: 20569 },
      { id: B, runtime: 'docker' },
    ]);
    expect(gaps.map(({ source, reason }) => `${source.slice(0, 24)} ${reason}`)).toEqual([
      'cri/ListContainers.json absent',
      'cri/ListPodSandbox.json absent',
      'docker/containers.json absent',
      'run/containers/storage/o malformed',
    ]);
  });

  it("names podman's and CRI-O's containers that ran since the host was started", async () => {
    const run = 'run/containers/storage/overlay-containers';
    const { found, gaps } = await collect(
      await caseOf({
        [`${run}/${A}/userdata/pidfile`]: '4711',
        [`${run}/${B}/userdata/config.json`]: '{"ociVersion":"1.0.2"}',
        [`${run}/volatile-containers.json`]: JSON.stringify([
          { id: B, names: ['k8s_trainer_train-0_ml_11111111-2222-4333-8444-555555555555_0'] },
        ]),
        'var/lib/containers/storage/overlay-containers/containers.json': JSON.stringify([
          { id: A, names: ['web'] },
          { id: C, names: ['removed-long-ago'] },
        ]),
      }),
    );
    expect(found).toMatchObject([
      { id: A, name: 'web', initPid: 4711 },
      { id: B, pod: 'ml/train-0', containerName: 'trainer' },
    ]);
    expect(gaps.filter(({ source }) => source.includes('storage'))).toEqual([]);
  });

  it('takes a first process from the bundle where inspect hangs', async () => {
    const bundle = `run/containerd/io.containerd.runtime.v2.task/moby/${A}`;
    const { found } = await collect(
      await caseOf({
        'docker/containers.json': listOf([A, 'running']),
        [`docker/inspect-${A}.error`]: 'inspect timed out after 5s',
        [`${bundle}/config.json`]: '{}',
        [`${bundle}/init.pid`]: '17443\n',
      }),
    );
    expect(found).toMatchObject([{ id: A, name: 'aaa', initPid: 17443, inspectFailure: { line: 1 } }]);
  });

  it('says nothing about a runtime that is not there while another one answers', async () => {
    const { gaps } = await collect(await caseOf({ 'docker/containers.json': '[]' }));
    expect(gaps).toEqual([]);
    const none = await collect(await caseOf({}));
    expect(none.gaps).toEqual([
      { source: 'containers', reason: 'absent', detail: 'No container runtime lists its containers here.' },
    ]);
  });
});
