import type { AdviceStatement } from '../../model/statements/advice.ts';
import { listed } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const ADVICE_WORDS: Words<AdviceStatement> = {
  'placeholders-left': ({ placeholders }) =>
    `${listed(placeholders.map(({ name, where }) => `<${name}> is ${where}`))}.`,
  'node-name-guessed': () =>
    "The node's name is taken from the host name: kubectl get nodes shows whether it is right.",
  'commands-cut': ({ shown, all }) => `Shown for the first ${shown} of ${all}.`,
  'live-restore-unknown': () =>
    "High: whether live-restore is on is not known (docker info -f '{{.LiveRestoreEnabled}}'), and without it every container of this host is stopped. Drain the node first.",
};
