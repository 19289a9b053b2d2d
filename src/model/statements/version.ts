import type { VersionRange } from '../cause.ts';

export type VersionStatement =
  /** Whether a daemon has a flaw; `affected` is absent where its version is not known. */
  | {
      readonly kind: 'flaw';
      readonly daemon: string;
      readonly version?: string;
      readonly affected?: boolean;
      readonly ranges: readonly VersionRange[];
      readonly fixes: readonly { readonly version: string; readonly by: string }[];
    }
  | {
      readonly kind: 'version';
      readonly daemon: string;
      readonly version?: string;
      readonly goVersion?: string;
      readonly kernel?: string;
    };
