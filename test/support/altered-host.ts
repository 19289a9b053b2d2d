import { HostError } from '../../src/system/host-error.ts';
import type { Host } from '../../src/host/host.ts';

/** The same host, on which the paths that match are not there. */
export function withoutPaths(host: Host, hidden: RegExp): Host {
  return withPaths(host, hidden, undefined);
}

/** The same host, on which the paths that match hold these bytes instead. */
export function withBytes(host: Host, replaced: RegExp, bytes: Uint8Array): Host {
  return withPaths(host, replaced, bytes);
}

function withPaths(host: Host, matching: RegExp, bytes: Uint8Array | undefined): Host {
  const absent = (path: string): HostError => new HostError(path, 'absent', `${path} is not there`);
  return {
    ...host,
    read: async (path, options) => {
      if (!matching.test(path)) return host.read(path, options);
      if (bytes === undefined) throw absent(path);
      return bytes;
    },
    open: async (path, options) => {
      if (!matching.test(path)) return host.open(path, options);
      if (bytes === undefined) throw absent(path);
      return (async function* () {
        yield bytes;
      })();
    },
    list: async (folder) => {
      const names = await host.list(folder);
      return bytes === undefined
        ? names.filter((name) => !matching.test(folder === '' ? name : `${folder}/${name}`))
        : names;
    },
    unixSockets: async () => {
      if (bytes === undefined && matching.test('sockets/ss-xanp.txt')) throw absent('sockets/ss-xanp.txt');
      return host.unixSockets();
    },
    threads: async () => {
      if (bytes === undefined && matching.test('tasks/ps-eLo.txt')) throw absent('tasks/ps-eLo.txt');
      return host.threads();
    },
  };
}
