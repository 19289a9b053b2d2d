// `<daemon>.version` of a case. From a running host, what src/live/daemons/program-version.ts found without running anything: the daemon, the
// module or the package that names the version, and the version. In older cases, what the program printed with --version: containerd
// cmd/containerd/command/main.go, CRI-O internal/version/version.go.
//
//     containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3
//     containerd containerd.io 1.6.28 ae07eda36dd25f8a1b98dfbf587313b99c0190bb
//     crio version 1.28.4
//
// The last word of containerd's line is a commit, or what the package calls it. Other lines follow the first.

import { ParseError } from '../parse-error.ts';
import { parseVersion } from '../version.ts';

/** The version in the first line, as it is written; ParseError when there is none. */
export function parseProgramVersion(text: string): string {
  const [line = ''] = text.slice(0, 4096).split('\n', 1);
  const version = line.split(/\s+/).find((word) => parseVersion(word) !== undefined);
  if (version !== undefined) return version;
  throw new ParseError('program-version', 0, 'a line with a version', line);
}
