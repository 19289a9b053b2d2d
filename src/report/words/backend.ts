import type { BackendStatement } from '../../model/statements/backend.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { WAIT_KINDS } from './waits.ts';
import type { Words } from './words.ts';

export const BACKEND_WORDS: Words<BackendStatement> = {
  'backend-unknown': () => 'What it waits for is not known: no blocked task was seen.',
  'waits-for-backend': ({ backend: { waits, source, fstype, mountPoint, tasks } }) =>
    `${sayWaiting(tasks)} for ${UNRESPONSIVE[waits]}: ${source} (${fstype}) on ${mountPoint}.`,
  'backend-candidates': ({ tasks, waits, candidates }) => {
    const names = candidates.map(({ source, mountPoint }) => `${source} on ${mountPoint}`);
    const which = names.length === 0 ? 'which one is not known' : `it is one of ${listed(names)}`;
    return `${sayWaiting(tasks)} for ${listed(waits.map((one) => UNRESPONSIVE[one]).sort())}; ${which}.`;
  },
  'traced-waits': ({ tasks }) => {
    const said = tasks.map(
      ({ comm, tid, function: name, waits }) =>
        `${comm} (${tid}) waits in ${name ?? '?'} for ${WAIT_KINDS[waits]}`,
    );
    return `By their call traces in the log, ${listed(said, 4)}.`;
  },
};

const UNRESPONSIVE: typeof WAIT_KINDS = {
  ...WAIT_KINDS,
  fuse: 'an unresponsive FUSE server',
  nfs: 'an unresponsive NFS server',
  block: 'an unresponsive disk',
};

function sayWaiting(tasks: number): string {
  return `${counted(tasks, 'task')} ${tasks === 1 ? 'waits' : 'wait'}`;
}
