import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerContainers } from '../../../src/parse/api/docker-containers.ts';
import { parseDockerInfo } from '../../../src/parse/api/docker-info.ts';
import { parseDockerInspect } from '../../../src/parse/api/docker-inspect.ts';
import { parseDockerVersion } from '../../../src/parse/api/docker-version.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

const golden = (name: string): Uint8Array => readFileSync(new URL(`goldens/${name}`, import.meta.url));
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const ID = '35c9bdc9c6b32f6a3e4f4610e52e299945bea3fb328573207766acb29e98112b';

describe('parseDockerVersion', () => {
  it('reads the version of dockerd 20.10.24 and of its components', () => {
    expect(parseDockerVersion(golden('version-20.10.24.json'))).toEqual({
      version: '20.10.24+dfsg1',
      goVersion: 'go1.19.8',
      components: new Map([
        ['Engine', '20.10.24+dfsg1'],
        ['containerd', '1.6.20~ds1'],
        ['runc', '1.1.5+ds1'],
        ['docker-init', '0.19.0'],
      ]),
    });
  });
});

describe('parseDockerInfo', () => {
  it('reads what dockerd 18.09.2 says about itself', () => {
    expect(parseDockerInfo(golden('info-18.09.2.json'))).toEqual({
      serverVersion: '18.09.2',
      goroutineCount: 3078,
      descriptorCount: 1573,
      debug: true,
      liveRestore: false,
      containerdCommit: '1.6.20~ds1-1+deb12u3',
    });
  });

  it('leaves out counts that dockerd does not keep, and a commit it could not ask for', () => {
    expect(parseDockerInfo(bytes({ NGoroutines: 0, NFd: -1, ContainerdCommit: { ID: 'N/A' } }))).toEqual({});
  });
});

describe('parseDockerContainers', () => {
  it('reads the list of dockerd 18.09.2', () => {
    const [db, files, ...others] = parseDockerContainers(
      golden('containers-18.09.2.json'),
      'docker/containers.json',
    );
    expect(others).toEqual([]);
    expect(db).toEqual({
      id: '200c47243eb3433edb1e7476bf24c585c5297adb1bc2a6888396df1b2fdf5430',
      runtime: 'docker',
      name: 'k8s_db_db-0_store_bb17c2de-3a8e-11e9-9c1e-fa163e000009_0',
      pod: 'store/db-0',
      containerName: 'db',
      state: 'created',
      mounts: [{ source: '/mnt/vol2/lookup-vol', destination: '/data' }],
      evidence: {
        file: 'docker/containers.json',
        line: 1,
        quote: '"Id":"200c47243eb3433edb1e7476bf24c585c5297adb1bc2a6888396df1b2fdf5430"',
      },
    });
    expect(files?.pod).toBe('store/files-2');
  });

  it('takes the container’s own name, not a link’s alias', () => {
    const [container] = parseDockerContainers(bytes([{ Id: ID, Names: ['/web/db', '/db'] }]), 'x');
    expect(container?.name).toBe('db');
  });

  it('leaves out what is no container and keeps the rest', () => {
    const list = [
      null,
      'x',
      { Id: 'short' },
      { Id: ID, Names: 'none', Labels: [], Mounts: [3, { Source: 1 }] },
    ];
    expect(parseDockerContainers(bytes(list), 'x')).toMatchObject([{ id: ID, mounts: [] }]);
  });

  it('throws ParseError for an error reply', () => {
    expect(() => parseDockerContainers(bytes({ message: 'server error' }), 'x')).toThrow(ParseError);
  });
});

describe('parseDockerInspect', () => {
  it('reads the container of dockerd 20.10.24 with its first process', () => {
    expect(parseDockerInspect(golden('inspect-20.10.24.json'), 'x')).toEqual({
      id: ID,
      runtime: 'docker',
      name: 'k8s_trainer_train-job-kx7qp_ml_c2f7d0aa-51b1-4c55-8f07-0e5b5c7b9a11_0',
      pod: 'ml/train-job-kx7qp',
      containerName: 'trainer',
      state: 'running',
      initPid: 17443,
      startedAtMs: Date.parse('2026-11-24T02:13:46.535Z'),
      mounts: [{ source: '/mnt/vol2', destination: '/mnt/ds' }],
      evidence: { file: 'x', line: 1, quote: `"Id":"${ID}"` },
    });
  });

  it('has no first process for a container that does not run, and keeps a negative stop time-out', () => {
    const reply = { Id: ID, State: { Status: 'Exited', Pid: 0 }, Config: { StopTimeout: -1 } };
    const container = parseDockerInspect(bytes(reply), 'x');
    expect(container).toMatchObject({ state: 'exited', stopTimeoutSeconds: -1 });
    expect(container.initPid).toBeUndefined();
  });

  it('throws ParseError for a reply without a container', () => {
    expect(() => parseDockerInspect(bytes({ message: 'No such container' }), 'x')).toThrow(ParseError);
  });
});

describe('every parser of docker replies', () => {
  const parsers = [
    parseDockerVersion,
    parseDockerInfo,
    (reply: Uint8Array) => parseDockerContainers(reply, 'x'),
    (reply: Uint8Array) => parseDockerInspect(reply, 'x'),
  ];
  const files = [
    'version-20.10.24.json',
    'info-18.09.2.json',
    'containers-18.09.2.json',
    'inspect-20.10.24.json',
  ];

  it('throws ParseError for a real reply that is cut anywhere', () => {
    for (const [index, file] of files.entries()) {
      const whole = golden(file);
      const end = new TextDecoder().decode(whole).trimEnd().length;
      for (let cut = 0; cut < end; cut += 37) {
        expect(() => parsers[index]?.(whole.subarray(0, cut))).toThrow(ParseError);
      }
    }
  });

  it('throws nothing but ParseError for any JSON', () => {
    const keys = [
      'Id',
      'Names',
      'State',
      'Config',
      'Labels',
      'Mounts',
      'Version',
      'Components',
      'ContainerdCommit',
    ];
    const object = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(fc.oneof(object, fc.array(object), fc.jsonValue()), (value) => {
        for (const parse of parsers) {
          try {
            parse(bytes(value));
          } catch (error) {
            expect(error).toBeInstanceOf(ParseError);
          }
        }
      }),
    );
  });
});
