import { basename } from 'node:path';
import type { BareFile } from './bare-file.ts';

/** How a profile that was given as a file is called: which program it is from, nobody knows. */
export function profileName({ name }: BareFile): { readonly daemon: string; readonly file: string } {
  return name === '-'
    ? { daemon: 'standard input', file: 'standard input' }
    : { daemon: basename(name), file: name };
}
