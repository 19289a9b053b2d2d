import type { LogStatement } from '../../model/statements/logs.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import { saySpan } from './times.ts';
import type { Words } from './words.ts';

export const LOG_WORDS: Words<LogStatement> = {
  'log-lines': ({ lines, containers, fromMs, toMs }) =>
    `The logs say so in ${counted(lines, 'line')}${containers === 0 ? '' : ` about ${counted(containers, 'container')}`}${saySpan(fromMs, toMs)}.`,
  'logs-unread': () =>
    'Which containers are stopped, and how often, is not known: no log could be read (journalctl -u kubelet -u docker).',
  'no-stops-logged': ({ containers }) =>
    `The logs have no stop request for ${containers === 1 ? 'this container' : 'these containers'}.`,
  'stops-logged': ({ containers, by, fromMs, toMs }) => {
    const total = containers.reduce((sum, { stops }) => sum + stops, 0);
    const [first, ...more] = containers;
    const those =
      more.length === 0 && first !== undefined
        ? nameOf(first.container)
        : counted(containers.length, 'container');
    const each =
      more.length === 0
        ? ''
        : `: ${listed(containers.map(({ container, stops }) => `${nameOf(container)} ${stops}`))}`;
    return `${counted(total, 'stop request')}${by === undefined ? '' : CALLERS[by]} for ${those}${saySpan(fromMs, toMs)}${each}.`;
  },
};

const CALLERS = { kubelet: ' of kubelet', cri: ' through the CRI', 'docker-api': ' through the docker API' };
