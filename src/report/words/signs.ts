import type { SignStatement } from '../../model/statements/signs.ts';
import { formatBytes, formatDuration } from '../../wording/figures.ts';
import { counted, listed, nameOf } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const SIGN_WORDS: Words<SignStatement> = {
  'sign-lines': (sign) => `${sayBriefly(sign)}.`,
  'sign-heap': (sign) => `${sayBriefly(sign)} are in use below ${sign.functions.join(', ')}.`,
  'sign-missing': (sign) =>
    `There is ${sayBriefly(sign)}, ${sign.wanted === 1 ? 'where there should be one' : `where there should be ${sign.wanted}`}.`,
  'sign-processes': (sign) => `${sayBriefly(sign)}.`,
  'sign-lost-exits': (sign) => `${listed(sign.containers.map(nameOf))}: ${sayBriefly(sign)}.`,
  'signs-seen': ({ title, containers, signs }) =>
    `${capital(title)}${containers.length === 0 ? '' : ` (${listed(containers.map(nameOf), 3)})`}: ${listed(signs.map(sayBriefly))}.`,
};

/** For the summary: `12 lines in the logs`. */
function sayBriefly(sign: SignStatement): string {
  switch (sign.kind) {
    case 'sign-lines':
      return `${counted(sign.lines, 'line')} in the logs`;
    case 'sign-heap':
      return `${formatBytes(sign.bytes)} of ${sign.daemon}'s memory`;
    case 'sign-missing':
      return `${sign.there === 0 ? 'no goroutine' : `only ${counted(sign.there, 'goroutine')}`} of ${sign.daemon} in ${listed(sign.functions)}`;
    case 'sign-processes':
      return `${counted(sign.count, `${sign.comm} process`, `${sign.comm} processes`)} that should have ended, the oldest after ${formatDuration(sign.oldestSeconds)}`;
    case 'sign-lost-exits': {
      const one = sign.containers.length === 1;
      return `${counted(sign.containers.length, 'container')} that the runtime lists as running, but ${one ? 'has' : 'have'} no process`;
    }
    case 'signs-seen':
      return sign.title;
  }
}

/** Names of programs keep their small letter. */
const PROGRAM = /^(?:dockerd|containerd|runc|conmon|kubelet)\b/;

function capital(text: string): string {
  return PROGRAM.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
