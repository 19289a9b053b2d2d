// /proc/sys/fs/file-nr: proc_sys_fs(5), Linux fs/file_table.c (proc_nr_files).
//
//     2449	0	2466183
//     1632	0	9223372036854775807
//
// Open files of the whole host, free ones (always 0 since 2.6), and the most there may be; LONG_MAX since systemd 240.

import { ParseError } from '../parse-error.ts';

/** Open files of the host, and the most it may have (rounded past 2^53). */
export function parseFileNr(text: string): { readonly allocated: number; readonly max: number } {
  const [, allocated, max] = /^\s*(\d{1,20})\s+\d{1,20}\s+(\d{1,20})\s*$/.exec(text.slice(0, 256)) ?? [];
  if (allocated === undefined || max === undefined) {
    throw new ParseError('file-nr', 0, 'three numbers', text);
  }
  return { allocated: Number(allocated), max: Number(max) };
}
