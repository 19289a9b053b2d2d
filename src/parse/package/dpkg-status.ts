// The packages that dpkg has installed. Source: deb-control(5), dpkg's lib/dpkg/parse.c; /var/lib/dpkg/status holds one paragraph for each:
//
//     Package: containerd
//     Status: install ok installed
//     Architecture: amd64
//     Version: 1.6.20~ds1-1+deb12u3
//
// Fields come in any order, and go on in lines that begin with a blank.

import { ParseError } from '../parse-error.ts';

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
}

const FIELD = /^(Package|Status|Version|Architecture): ?([^\n]{0,400})$/;

/** Installed packages whose name `isWanted`. Throws ParseError when it is no such file. */
export function parseDpkgStatus(text: string, isWanted: (name: string) => boolean): InstalledPackage[] {
  const found: InstalledPackage[] = [];
  let fields = new Map<string, string>();
  const close = (): void => {
    const [name, version, architecture] = ['Package', 'Version', 'Architecture'].map((key) =>
      fields.get(key),
    );
    const isInstalled = fields.get('Status')?.endsWith(' installed') === true;
    if (name !== undefined && version !== undefined && isInstalled && isWanted(name))
      found.push({ name, version, ...(architecture === undefined ? {} : { architecture }) });
    fields = new Map();
  };
  if (text !== '' && !/^[A-Za-z][\w-]{0,100}:/.test(text))
    throw new ParseError('dpkg-status', 0, 'a field', text.slice(0, 60));
  for (const line of text.split('\n')) {
    if (line === '') close();
    const [, key, value] = FIELD.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value);
  }
  close();
  return found;
}
