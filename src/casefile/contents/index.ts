import type { EntryList } from '../recording.ts';
import { apis } from './apis.ts';
import { fuse } from './fuse.ts';
import { logs } from './logs.ts';
import { machine } from './machine.ts';
import { processes } from './processes.ts';
import { profiles } from './profiles.ts';
import { sockets } from './sockets.ts';
import { threads } from './threads.ts';

/** What a case holds, in the order in which it is read: what changes fastest first. */
export const contents: readonly (readonly [name: string, list: EntryList])[] = [
  ['the machine', machine],
  ['sockets', sockets],
  ['threads', threads],
  ['FUSE connections', fuse],
  ['daemons and blocked tasks', processes],
  ['the container runtimes', apis],
  ['profiles', profiles],
  ['logs', logs],
];
