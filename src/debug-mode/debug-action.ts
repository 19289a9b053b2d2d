import type { FileOwner } from '../live/replace-file.ts';
import type { Backup } from './backup.ts';

/** One thing that is done to the file, its backup or the daemon. */
export type DebugAction =
  | { readonly kind: 'keep'; readonly backup: Backup }
  | PutAction
  | { readonly kind: 'reload'; readonly expects: boolean }
  | { readonly kind: 'forget' };

/** Puts a content into the place of the file; without one, removes the file. */
interface PutAction {
  readonly kind: 'put';
  readonly content: Uint8Array | undefined;
  /** Whether this is what it was before, or what stays of it. */
  readonly restores: boolean;
  readonly owner: FileOwner;
}
