import type { ProgramEnd } from '../served/own-program.ts';
import { Refused } from '../refused.ts';

const BY_HAND = 'Copy the file and run deadwait diagnose --case FILE on it.';

/** What is answered when a child ended without a result. */
export function refusalOfEnd(end: Exclude<ProgramEnd, { readonly how: 'done' }>): Refused {
  switch (end.how) {
    case 'fault':
      return new Refused(422, sentence(end.says), end.hint === '' ? undefined : sentence(end.hint));
    case 'late':
      return new Refused(504, end.says, BY_HAND);
    case 'too-large':
      return new Refused(422, end.says, BY_HAND);
    case 'bug':
      return new Refused(500, end.says, 'This is a bug in deadwait; README.md says where to report it.');
    case 'stopped':
      return new Refused(410, 'It was removed before it was examined.');
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
