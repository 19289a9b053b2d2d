/** A running host whose containerd answers nobody: its containers from what lies below its root. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { containers } from '../../src/collect/containers.ts';
import { daemons } from '../../src/collect/daemons.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { serveBytes } from '../live/unix-server.ts';
import { caseOf, OPTIONS } from './case-folder.ts';

const A = 'a'.repeat(64);
const POD = {
  annotations: {
    'io.kubernetes.cri.container-name': 'trainer',
    'io.kubernetes.cri.container-type': 'container',
    'io.kubernetes.cri.sandbox-name': 'train-0',
    'io.kubernetes.cri.sandbox-namespace': 'ml',
  },
};
const SHORT = { criMs: 300, apiMs: 300, inspectMs: 300, logMs: 300 };

const root = temporaryFolder();
const put = (path: string, content: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

beforeAll(() => {
  const stat = readFileSync('/proc/self/stat', 'utf8').replace(/^\d+ \(.*\)/, '100 (containerd)');
  put('proc/100/comm', 'containerd\n');
  put('proc/100/stat', stat);
  put('proc/100/cmdline', '/usr/bin/containerd\0');
  for (const pid of [1, 100]) {
    put(`proc/${pid}/status`, readFileSync('/proc/1/status', 'utf8'));
    put(`proc/${pid}/cgroup`, '0::/\n');
    mkdirSync(join(root, `proc/${pid}/ns`));
    for (const name of ['pid', 'mnt', 'user'])
      symlinkSync(`${name}:[1]`, join(root, `proc/${pid}/ns/${name}`));
  }
  symlinkSync('/bin/sh', join(root, 'proc/100/exe'));
  put('etc/containerd/config.toml', 'version = 2\nstate = "/data/containerd"\n');
  const bundle = `data/containerd/io.containerd.runtime.v2.task/k8s.io/${A}`;
  put(`${bundle}/config.json`, JSON.stringify(POD));
  put(`${bundle}/init.pid`, '4711');
});

describe('a containerd that answers nobody', () => {
  it('has its containers on disk, where its configuration says, with pod and first process', async () => {
    const silent = await serveBytes(() => {});
    const host = await openLiveHost({ root, criSocket: silent.path, deadlines: SHORT });
    try {
      const { part, gaps } = await containers.collect(host, OPTIONS, EMPTY_SNAPSHOT);
      expect(part.containers).toMatchObject([
        { id: A, runtime: 'cri', pod: 'ml/train-0', containerName: 'trainer', initPid: 4711 },
      ]);
      expect(gaps).toContainEqual({
        source: 'cri/ListContainers.json',
        reason: 'timeout',
        detail: 'containerd did not answer within 0.3 s',
      });
    } finally {
      await host.close();
    }
  });

  it('has the version that its program tells', async () => {
    const line = 'containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3';
    const host = await caseOf({
      'containerd.pid': '100',
      'containerd.version': `${line}\n`,
      'proc/100/stat': readFileSync(join(root, 'proc/100/stat'), 'utf8'),
      'proc/100/cmdline': '/usr/bin/containerd\0',
    });
    const { part } = await daemons.collect(host, OPTIONS, EMPTY_SNAPSHOT);
    expect(part.daemons).toMatchObject([
      {
        name: 'containerd',
        pid: 100,
        version: '1.6.20~ds1',
        versionEvidence: { file: 'containerd.version', line: 1, quote: line },
      },
    ]);
  });
});
