/** What is added to the advice of a knowledge file on this host. */
export type AdviceStatement =
  /** Placeholders that the host could not fill in. `where`: where to find the value. */
  | {
      readonly kind: 'placeholders-left';
      readonly placeholders: readonly { readonly name: string; readonly where: string }[];
    }
  | { readonly kind: 'node-name-guessed' }
  | { readonly kind: 'commands-cut'; readonly shown: number; readonly all: number }
  | { readonly kind: 'live-restore-unknown' };
