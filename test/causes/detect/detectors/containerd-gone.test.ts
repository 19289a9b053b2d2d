import { describe, expect, test } from 'vitest';
import { CONTAINERD, diagnose, DOCKERD, findingOf, threadTable, type WrittenThread } from './written-host.ts';
import type { Finding } from '../../../../src/model/diagnosis.ts';

const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const shim = (args: string): WrittenThread => ({ pid: 1200, comm: 'containerd-shim', args });
const V2 = shim(
  `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address /run/containerd/containerd.sock`,
);
const V1 = shim(
  `containerd-shim -namespace moby -workdir /var/lib/containerd/io.containerd.runtime.v1.linux/moby/${ID} -address /run/containerd/containerd.sock -containerd-binary /usr/bin/containerd`,
);
const OF_1706: WrittenThread = {
  pid: 1200,
  comm: 'docker-containe',
  args: `docker-containerd-shim ${ID} /var/run/docker/libcontainerd/${ID} docker-runc`,
};

async function goneAmong(...threads: readonly WrittenThread[]): Promise<Finding | undefined> {
  return findingOf(await diagnose({ 'tasks/ps-eLo.txt': threadTable(...threads) }), 'containerd-gone');
}

describe('containerd is gone', () => {
  test.each([
    ['a shim v2', V2],
    ['a shim v1', V1],
    ['a shim of docker 17.06', OF_1706],
  ])('while %s lives', async (_, alive) => {
    expect(await goneAmong(DOCKERD, alive)).toMatchObject({
      severity: 'critical',
      confidence: 'likely',
      summary: expect.stringContaining('No containerd runs, and 1 shim of it still runs') as string,
    });
  });

  test('when only a zombie of it is left', async () => {
    const zombie = { ...CONTAINERD, state: 'Z', args: '[containerd] <defunct>' };
    expect(await goneAmong(DOCKERD, zombie, V2)).toBeDefined();
  });

  test('while dockerd has running containers, though no shim is left', async () => {
    const containers = JSON.stringify([{ Id: ID, Names: ['/web'], State: 'running', Status: 'Up 2 days' }]);
    const files = { 'docker/containers.json': containers, 'tasks/ps-eLo.txt': threadTable(DOCKERD) };
    expect(findingOf(await diagnose(files), 'containerd-gone')?.summary).toContain(
      'dockerd has 1 running container',
    );
  });
});

describe('containerd is not gone', () => {
  test.each([
    ['it runs', [DOCKERD, CONTAINERD, V2]],
    [
      'dockerd 17.06 has started its own',
      [
        DOCKERD,
        {
          pid: 950,
          comm: 'docker-containe',
          args: 'docker-containerd --config /var/run/docker/containerd/containerd.toml',
        },
        OF_1706,
      ],
    ],
    [
      'K3s has started it',
      [
        {
          pid: 950,
          comm: 'containerd',
          args: 'containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml',
        },
        V2,
      ],
    ],
    ['there is nothing that needs it', [DOCKERD]],
    ['only conmon keeps containers', [{ pid: 950, comm: 'conmon', args: `/usr/bin/conmon -c ${ID}` }]],
  ])('when %s', async (_, threads) => {
    expect(await goneAmong(...threads)).toBeUndefined();
  });

  test('when only a part of the thread table was read', async () => {
    const row = threadTable(V2).split('\n').at(-2) ?? '';
    expect(findingOf(await diagnose({ 'tasks/ps-eLo.txt': `${row}\n` }), 'containerd-gone')).toBeUndefined();
  });
});
