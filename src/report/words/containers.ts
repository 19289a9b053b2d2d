import type { ContainerStatement } from '../../model/statements/containers.ts';
import { formatDuration } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const CONTAINER_WORDS: Words<ContainerStatement> = {
  'containers-unkillable': ({ containers, told, tasks, sources }) => {
    const one = containers.length === 1;
    const how = told
      ? 'cannot be killed'
      : `${one ? 'was' : 'were'} asked to stop and ${one ? 'has' : 'have'} not ended`;
    const blocked =
      tasks === 0
        ? ''
        : `: ${counted(tasks, 'task')} ${tasks === 1 ? 'is' : 'are'} in uninterruptible sleep (D)`;
    const waiting =
      sources.length === 0 ? '' : `${blocked === '' ? ':' : ','} waiting for ${listed(sources)}`;
    return `${listed(containers.map(nameOf), 3)} ${how}${blocked}${waiting}.`;
  },
  'containers-stopped-in-vain': ({ containers, stops, overSeconds }) => {
    const over = overSeconds === undefined ? '' : ` over ${formatDuration(overSeconds)}`;
    const one = containers.length === 1;
    return `The logs show ${counted(stops, 'stop request')} for ${listed(containers.map(nameOf), 3)}${over}, and ${one ? 'it has' : 'they have'} not ended.`;
  },
  'inits-exited': ({ ended }) => {
    const one = ended.length === 1;
    const said = ended.map(({ pid, state }) => INITS[state].replace('#', String(pid)));
    return `The runtime lists ${listed(ended.map(nameOf), 3)} as running, but ${one ? 'its init has' : 'their inits have'} exited: ${listed(said, 3)}.`;
  },
  'threads-read': ({ threads }) => `${counted(threads, 'thread')} of the host were read.`,
};

const INITS = {
  gone: 'PID # is not in the process table',
  zombie: 'PID # is a zombie that its parent does not reap',
  exiting: 'PID # waits for its children, which are in uninterruptible sleep (D)',
};
