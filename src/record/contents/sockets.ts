import { writeSocketTable } from '../write-socket-table.ts';
import { MEBIBYTE, type EntryList } from '../recording.ts';

/** Every unix socket with its owner and its peer, as `ss -xanp` would print it. */
export const sockets: EntryList = (host) =>
  Promise.resolve([
    {
      path: 'sockets/ss-xanp.txt',
      kind: 'text',
      maxBytes: 1024 * MEBIBYTE,
      open: async () => writeSocketTable(await host.unixSockets()),
    },
  ]);
