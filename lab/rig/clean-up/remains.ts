import type { StateFile } from '../state-file.ts';

/** A lab of which anything may be left. */
export interface Remains {
  readonly folder: string;
  readonly state: StateFile;
}
