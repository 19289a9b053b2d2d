import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseContainerdConfig } from '../../../src/parse/config/containerd-config.ts';

it("reads where a distribution's containerd listens", () => {
  const text = `version = 2
# state = "/commented/out"
root = "/var/lib/containerd"
state = '/run/elsewhere'

[grpc]
  address = "/run/elsewhere/containerd.sock"
  uid = 0
[debug]
  address = "/run/elsewhere/debug.sock"
  level = "info"
[plugins."io.containerd.grpc.v1.cri"]
  state = "/not/this/one"
`;
  expect(parseContainerdConfig(text)).toEqual({
    state: '/run/elsewhere',
    grpcAddress: '/run/elsewhere/containerd.sock',
    debugAddress: '/run/elsewhere/debug.sock',
  });
});

it('knows dotted keys, and that an empty address is none', () => {
  expect(parseContainerdConfig('debug.address = "/run/d.sock"\n')).toEqual({ debugAddress: '/run/d.sock' });
  expect(parseContainerdConfig('[debug]\naddress = ""\n')).toEqual({});
});

it('takes any text, and only ever gives texts', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(Object.values(parseContainerdConfig(text)).every((value) => typeof value === 'string')).toBe(
        true,
      );
    }),
  );
});
