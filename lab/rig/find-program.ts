import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** The full path of a program on PATH or where administrators' programs lie; a path is taken as it stands. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  const candidates = isAbsolute(name)
    ? [name]
    : folders.filter(isAbsolute).map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
