// Reads every unix socket of this host, with the owners of both ends, and groups them.
import { groupSockets } from '../../dist/collect/socket-groups.js';
import { readUnixSockets } from '../../dist/live/kernel/unix-sockets.js';
import { answer } from './answer.js';

await answer(async () => {
  const { table } = await readUnixSockets({ procRoot: '/proc', deadlineMs: 60_000 });
  groupSockets(table);
  return table.count;
});
