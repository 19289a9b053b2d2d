// While `npm pack` reads the tree, node_modules is the staged one; afterwards it is the developer's again. npm takes bundled
// packages from the folder's own node_modules and from nowhere else (npm-packlist 10, lib/index.js, gatherBundles).
import { existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../prepare.js';

export const STAGE = join(ROOT, '.package');
const MODULES = join(ROOT, 'node_modules');
const ASIDE = join(STAGE, 'developer_modules');

export function useStagedModules() {
  renameSync(MODULES, ASIDE);
  renameSync(join(STAGE, 'node_modules'), MODULES);
}

/** Also puts right what an interrupted `npm pack` left. */
export function restoreModules() {
  if (lstatSync(ASIDE, { throwIfNoEntry: false }) !== undefined) {
    if (existsSync(MODULES)) rmSync(MODULES, { recursive: true });
    renameSync(ASIDE, MODULES);
  }
  rmSync(STAGE, { recursive: true, force: true });
}
