import type { Suspicion } from '../cause.ts';

/** In what a dump is not as a cause wants it. Functions are short names; several that would do are alternatives. */
export type MissStatement =
  | { readonly kind: 'other-leaf'; readonly function: string; readonly wanted: readonly string[] }
  | { readonly kind: 'not-on-stack'; readonly functions: readonly string[] }
  | { readonly kind: 'on-stack'; readonly functions: readonly string[] }
  | { readonly kind: 'other-order' }
  | { readonly kind: 'other-state'; readonly state?: string; readonly wanted: readonly string[] }
  | { readonly kind: 'other-line'; readonly line?: number; readonly wanted: readonly number[] }
  | { readonly kind: 'other-wait'; readonly wanted: readonly string[] }
  | { readonly kind: 'other-creator'; readonly function: string; readonly wanted: readonly string[] }
  /** No function shows that the dump is of this program. */
  | { readonly kind: 'other-program'; readonly daemon: string }
  | { readonly kind: 'not-affected'; readonly version: string }
  | {
      readonly kind: 'no-goroutine';
      readonly functions: readonly string[];
      readonly states: readonly string[];
    }
  /** Ordinary work looks the same; one of these would tell it from that. */
  | { readonly kind: 'ordinary-too'; readonly wanted: readonly Suspicion[] }
  /** A refutation of the cause, in the words of its knowledge file. */
  | { readonly kind: 'refuted'; readonly says: string };
