import type { ContainerRef } from '../container-ref.ts';

export type ContainerStatement =
  /** `told`: it is certain that they are to end. `sources`: the backends that they wait for. */
  | {
      readonly kind: 'containers-unkillable';
      readonly containers: readonly ContainerRef[];
      readonly told: boolean;
      readonly tasks: number;
      readonly sources: readonly string[];
    }
  | {
      readonly kind: 'containers-stopped-in-vain';
      readonly containers: readonly ContainerRef[];
      readonly stops: number;
      readonly overSeconds?: number;
    }
  /** The runtime calls them running, and their init has exited. */
  | {
      readonly kind: 'inits-exited';
      readonly ended: readonly (ContainerRef & {
        readonly pid: number;
        readonly state: 'gone' | 'zombie' | 'exiting';
      })[];
    }
  | { readonly kind: 'threads-read'; readonly threads: number };
