import { writeThreadTable } from '../write-thread-table.ts';
import { MEBIBYTE, type EntryList } from '../recording.ts';

/** Every thread, as ps would print it. */
export const threads: EntryList = (host) =>
  Promise.resolve([
    {
      path: 'tasks/ps-eLo.txt',
      kind: 'text',
      maxBytes: 1024 * MEBIBYTE,
      open: async () => writeThreadTable(await host.threads()),
    },
  ]);
