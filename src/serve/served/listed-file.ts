import type { FileKind } from '../../parse/head/file-head.ts';

/** A file, or the folder of an unpacked case, that can be examined. */
export interface ListedFile {
  readonly kind: FileKind;
  /** The folder that it lies in. */
  readonly folder: string;
  readonly name: string;
  readonly modifiedAtMs: number;
  /** Absent for a folder. */
  readonly sizeBytes?: number;
  /** Another one when the file has become another. */
  readonly version: string;
}
