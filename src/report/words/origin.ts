import type { UnprovenApi } from '../../model/daemon-identity.ts';
import type { OriginStatement } from '../../model/statements/origin.ts';
import type { Words } from './words.ts';

export const ORIGIN_WORDS: Words<OriginStatement> = {
  'unverified-knowledge': () => 'This rests on knowledge that was not checked against the sources.',
  'unproven-api': ({ api }) => `This comes from ${sayUnproven(api)}.`,
};

const WANTED: Readonly<Record<UnprovenApi, string>> = { docker: 'dockerd', cri: 'a container runtime' };

/** Whose answer it is: `an API that is not proven to be dockerd`. */
export function sayUnproven(api: UnprovenApi): string {
  return `an API that is not proven to be ${WANTED[api]}`;
}
