import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseCriContainers,
  parseCriContainerStatus,
  parseCriSandboxes,
} from '../../../src/parse/api/cri-containers.ts';
import { parseCriVersion } from '../../../src/parse/api/cri-version.ts';
import { parseOciSpec } from '../../../src/parse/api/oci-spec.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

const golden = (name: string): Uint8Array => readFileSync(new URL(`goldens/${name}`, import.meta.url));
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const ID = 'f875aa1735f721b056d225bf3e2a304e877eb9b89445be069475ac8dd125d153';

describe('parseCriVersion', () => {
  it('reads which runtime answers', () => {
    expect(parseCriVersion(golden('Version.json'))).toEqual({
      runtimeName: 'containerd',
      runtimeVersion: '1.6.20~ds1',
    });
  });
});

describe('parseCriContainers', () => {
  it('reads the list of containerd 1.6.20', () => {
    const list = parseCriContainers(golden('ListContainers.json'), 'cri/ListContainers.json');
    expect(list.map(({ pod, state }) => `${pod} ${state}`)).toEqual([
      'shop/web-3 running',
      'ml/train-0 running',
      'shop/web-1 running',
      'shop/web-2 running',
    ]);
    expect(list[1]).toEqual({
      id: ID,
      runtime: 'cri',
      containerName: 'trainer',
      pod: 'ml/train-0',
      state: 'running',
      mounts: [],
      evidence: { file: 'cri/ListContainers.json', line: 22, quote: `"id": "${ID}"` },
    });
  });

  it('reads a state that proto3 left out as its zero, and an unknown one not at all', () => {
    expect(parseCriContainers(bytes({ containers: [{ id: ID }] }), 'x')[0]?.state).toBe('created');
    const unknown = { containers: [{ id: ID, state: 'CONTAINER_UNKNOWN' }] };
    expect(parseCriContainers(bytes(unknown), 'x')[0]?.state).toBeUndefined();
  });
});

describe('parseCriSandboxes', () => {
  it('reads sandboxes as containers named POD', () => {
    const list = parseCriSandboxes(golden('ListPodSandbox.json'), 'x');
    expect(list).toHaveLength(4);
    expect(list[2]).toMatchObject({
      pod: 'ml/train-0',
      containerName: 'POD',
      state: 'ready',
      runtime: 'cri',
    });
    expect(parseCriSandboxes(bytes({ items: [{ id: ID, state: 'SANDBOX_NOTREADY' }] }), 'x')[0]?.state).toBe(
      'notready',
    );
  });
});

describe('parseCriContainerStatus', () => {
  it('reads the status of containerd 1.6.20 with its mounts', () => {
    expect(parseCriContainerStatus(golden('container-status-1.6.20.json'), 'x')).toEqual({
      id: ID,
      runtime: 'cri',
      containerName: 'trainer',
      pod: 'ml/train-0',
      state: 'running',
      startedAtMs: 1_795_490_819_433,
      mounts: [{ source: '/mnt/vol1', destination: '/data' }],
      evidence: { file: 'x', line: 3, quote: `"id": "${ID}"` },
    });
  });

  it('finds the pid in the verbose part, packed or unpacked', () => {
    const status = { id: ID, state: 'CONTAINER_EXITED' };
    const packed = { status, info: { info: '{"sandboxID":"x","pid":20679}' } };
    expect(parseCriContainerStatus(bytes(packed), 'x')).toMatchObject({ initPid: 20679, state: 'exited' });
    expect(parseCriContainerStatus(bytes({ status, info: { pid: 20679 } }), 'x').initPid).toBe(20679);
    for (const info of [{ pid: 0 }, { pid: -4 }, { info: '{"pid":' }, { info: 'null' }, { info: 3 }, []]) {
      expect(parseCriContainerStatus(bytes({ status, info }), 'x').initPid).toBeUndefined();
    }
  });
});

describe('parseOciSpec', () => {
  it('reads pod, container and volumes from a bundle of containerd 1.6.20', () => {
    expect(parseOciSpec(golden('config-1.6.20.json'), 'config.json')).toEqual({
      pod: 'ml/train-0',
      containerName: 'trainer',
      mounts: [{ source: '/mnt/vol1', destination: '/data' }],
      evidence: { file: 'config.json', line: 1, quote: '"io.kubernetes.cri.sandbox-name":"train-0"' },
    });
  });

  it('reads the annotations of CRI-O', () => {
    const annotations = {
      'io.kubernetes.container.name': 'POD',
      'io.kubernetes.cri-o.ContainerType': 'sandbox',
      'io.kubernetes.cri-o.KubeName': 'segfaulter',
      'io.kubernetes.cri-o.Namespace': 'default',
    };
    expect(parseOciSpec(bytes({ annotations }), 'x')).toMatchObject({
      pod: 'default/segfaulter',
      containerName: 'POD',
    });
    const container = {
      'io.kubernetes.container.name': 'web',
      'io.kubernetes.cri-o.ContainerType': 'container',
      'io.kubernetes.pod.name': 'web-0',
      'io.kubernetes.pod.namespace': 'shop',
    };
    expect(parseOciSpec(bytes({ annotations: container }), 'x')).toMatchObject({
      pod: 'shop/web-0',
      containerName: 'web',
    });
  });

  it('reads a bundle without annotations as far as it goes', () => {
    expect(
      parseOciSpec(bytes({ ociVersion: '1.0.2', mounts: [{ type: 'bind', source: 'proc' }] }), 'x'),
    ).toEqual({
      mounts: [],
      evidence: { file: 'x', line: 1, quote: '"ociVersion":"1.0.2"' },
    });
  });
});

describe('every parser of CRI replies and bundles', () => {
  const parsers = [
    parseCriVersion,
    (reply: Uint8Array) => parseCriContainers(reply, 'x'),
    (reply: Uint8Array) => parseCriSandboxes(reply, 'x'),
    (reply: Uint8Array) => parseCriContainerStatus(reply, 'x'),
    (reply: Uint8Array) => parseOciSpec(reply, 'x'),
  ];

  it('throws nothing but ParseError for any JSON, and for any bytes', () => {
    const keys = [
      'id',
      'status',
      'state',
      'metadata',
      'labels',
      'items',
      'containers',
      'mounts',
      'info',
      'annotations',
    ];
    const json = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()).map(bytes);
    fc.assert(
      fc.property(fc.oneof(json, fc.uint8Array({ maxLength: 100 })), (reply) => {
        for (const parse of parsers) {
          try {
            parse(reply);
          } catch (error) {
            expect(error).toBeInstanceOf(ParseError);
          }
        }
      }),
    );
  });

  it('throws ParseError for a real reply that is cut anywhere', () => {
    const whole = golden('ListContainers.json');
    const end = new TextDecoder().decode(whole).trimEnd().length;
    for (let cut = 0; cut < end; cut += 29) {
      expect(() => parseCriContainers(whole.subarray(0, cut), 'x')).toThrow(ParseError);
    }
  });
});
