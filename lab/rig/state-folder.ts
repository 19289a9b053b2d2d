import { resolve } from 'node:path';

/** Where the lab keeps all that it makes, unless `--state DIR` says otherwise. */
export function stateFolder(options: ReadonlyMap<string, string>): string {
  return resolve(options.get('state') ?? '/var/lib/deadwait-lab');
}
