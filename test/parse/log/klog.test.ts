import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKlog, parseKlogJson, renderKlogText } from '../../../src/parse/log/klog.ts';

const clock = { capturedAtMs: Date.UTC(2026, 10, 24, 3) };

describe('parseKlog', () => {
  it('reads the header of an old message', () => {
    const line =
      'E1124 02:07:45.281156    2086 remote_runtime.go:250] StopContainer "d41f" from runtime service failed: rpc error';
    expect(parseKlog(line, clock)).toEqual({
      atMs: Date.UTC(2026, 10, 24, 2, 7, 45, 281),
      severity: 'E',
      threadId: 2086,
      caller: 'remote_runtime.go:250',
      message: 'StopContainer "d41f" from runtime service failed: rpc error',
      fields: new Map(),
    });
  });

  it('reads the fields of a structured message', () => {
    const line =
      'E0304 19:21:29.648186  110555 kuberuntime_container.go:707] "Kill container failed" err="a \\"b\\"" pod="shop/web-0" podUID=a58e containerID={Type:docker ID:8f3c} gracePeriod=-1';
    const { message, fields } = parseKlog(line, clock) ?? {};
    expect(message).toBe('Kill container failed');
    expect(Object.fromEntries(fields ?? [])).toEqual({
      err: 'a "b"',
      pod: 'shop/web-0',
      podUID: 'a58e',
      containerID: '{Type:docker ID:8f3c}',
      gracePeriod: '-1',
    });
  });

  it('takes the year of a prefix before that of the capture, and has no time without either', () => {
    const line = 'I0101 00:00:00.000000       1 main.go:1] hello';
    expect(parseKlog(line, clock, 2019)?.atMs).toBe(Date.UTC(2019, 0, 1));
    expect(parseKlog(line, {})).not.toHaveProperty('atMs');
  });

  it('has nothing to say of other lines, and never throws', () => {
    expect(parseKlog('Exiting', clock)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.string(),
        (tail) => void parseKlog(`E1124 02:07:45.281156    2086 a.go:1] ${tail}`, clock),
      ),
    );
  });
});

describe('the JSON form', () => {
  it('reads as its text form when it is written as one', () => {
    const entries = {
      ts: 1750344546135.666,
      caller: 'kuberuntime/kuberuntime_container.go:747',
      msg: 'Container termination failed with gracePeriod',
      pod: { name: 'web-0', namespace: 'shop' },
      podUID: 'a58e4036',
      containerID: 'containerd://8f3c',
      gracePeriod: 30,
      err: 'rpc error',
    };
    const line = parseKlogJson(new Map(Object.entries(entries)));
    expect(line?.atMs).toBe(1750344546135);
    expect(line && renderKlogText(line)).toBe(
      '"Container termination failed with gracePeriod" err="rpc error" pod="shop/web-0" podUID="a58e4036" containerID="containerd://8f3c" gracePeriod=30',
    );
  });
});
