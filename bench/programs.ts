import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Work } from './work.ts';

/** Of the programs that the works are compared with, those that are still missing once root has installed what Debian has. */
export function installPrograms(works: readonly Work[], says: (line: string) => void): readonly string[] {
  const wanted = new Map([['/usr/bin/time', 'time'], ...works.flatMap(({ programs }) => [...programs])]);
  const missing = [...wanted].filter(([program]) => !isThere(program));
  if (missing.length > 0 && process.getuid?.() === 0 && isThere('apt-get')) {
    const packages = [...new Set(missing.map(([, name]) => name))];
    says(`installing ${packages.join(', ')}`);
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    if (spawnSync('apt-get', install, options).status !== 0) {
      spawnSync('apt-get', ['update', '-qq'], options);
      spawnSync('apt-get', install, options);
    }
  }
  return [...wanted.keys()].filter((program) => !isThere(program));
}

function isThere(program: string): boolean {
  const paths = program.startsWith('/')
    ? [program]
    : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  return paths.some((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
