import type { UnprovenApi } from '../daemon-identity.ts';

/** What a link rests on besides its evidence. */
export type OriginStatement =
  /** Knowledge that was not checked against the sources. */
  { readonly kind: 'unverified-knowledge' } | { readonly kind: 'unproven-api'; readonly api: UnprovenApi };
