import type { ContainerRef } from '../container-ref.ts';

export type LogStatement =
  /** Lines that go with a cause; milliseconds since 1970. */
  | {
      readonly kind: 'log-lines';
      readonly lines: number;
      readonly containers: number;
      readonly fromMs?: number;
      readonly toMs?: number;
    }
  | { readonly kind: 'logs-unread' }
  | { readonly kind: 'no-stops-logged'; readonly containers: number }
  /** Stop requests by container, most first. */
  | {
      readonly kind: 'stops-logged';
      readonly containers: readonly { readonly container: ContainerRef; readonly stops: number }[];
      readonly by?: 'kubelet' | 'cri' | 'docker-api';
      readonly fromMs?: number;
      readonly toMs?: number;
    };
