import type { ContainerRef } from '../container-ref.ts';

/** What a sign of a cause looks like on a host, as far as it is more than a line of a log. */
export type SignStatement =
  | { readonly kind: 'sign-lines'; readonly lines: number }
  | {
      readonly kind: 'sign-heap';
      readonly daemon: string;
      readonly bytes: number;
      readonly functions: readonly string[];
    }
  /** Goroutines that a sound daemon has (`wanted`) and this one has fewer of (`there`). */
  | {
      readonly kind: 'sign-missing';
      readonly daemon: string;
      readonly functions: readonly string[];
      readonly there: number;
      readonly wanted: number;
    }
  | {
      readonly kind: 'sign-processes';
      readonly comm: string;
      readonly count: number;
      readonly oldestSeconds: number;
    }
  | { readonly kind: 'sign-lost-exits'; readonly containers: readonly ContainerRef[] }
  /** The whole finding: the title of the cause and its signs. */
  | {
      readonly kind: 'signs-seen';
      readonly title: string;
      readonly containers: readonly ContainerRef[];
      readonly signs: readonly SignStatement[];
    };
