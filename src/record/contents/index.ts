import type { Content } from '../recording.ts';
import { apis } from './apis.ts';
import { fuse } from './fuse.ts';
import { logs } from './logs.ts';
import { machine } from './machine.ts';
import { processes } from './processes.ts';
import { profiles } from './profiles.ts';
import { sockets } from './sockets.ts';
import { threads } from './threads.ts';

/** What a case holds, in the order in which it is read: what changes fastest first. */
export const contents: readonly Content[] = [
  { name: 'the machine', list: machine, atOnce: 4 },
  { name: 'sockets', list: sockets, atOnce: 1 },
  { name: 'threads', list: threads, atOnce: 1 },
  { name: 'FUSE connections', list: fuse, atOnce: 4 },
  { name: 'daemons and blocked tasks', list: processes, atOnce: 4 },
  { name: 'the container runtimes', list: apis, atOnce: 4 },
  { name: 'profiles', list: profiles, atOnce: 1 },
  { name: 'logs', list: logs, atOnce: 2 },
];
