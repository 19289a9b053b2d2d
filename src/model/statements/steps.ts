/** What to look at next. */
export type StepStatement =
  | { readonly kind: 'match-causes'; readonly daemon: string; readonly of: 'case' | 'recording' | 'host' }
  | { readonly kind: 'see-locks' }
  | { readonly kind: 'see-fds'; readonly daemon: string }
  | { readonly kind: 'record-heap' };
