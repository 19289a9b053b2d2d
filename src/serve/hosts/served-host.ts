import type { HostEntry } from '../api.ts';
import type { ListedFile } from '../served/listed-file.ts';

/** What can be examined: this host, or a file. */
export interface ServedHost extends Pick<
  HostEntry,
  'id' | 'name' | 'kind' | 'from' | 'modifiedAtMs' | 'sizeBytes'
> {
  /** Another one when it has become another; what was found then no longer holds. */
  readonly version: string;
  /** Absent for this host. */
  readonly file?: ListedFile;
}
