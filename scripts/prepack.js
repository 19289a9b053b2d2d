// Runs before `npm pack` reads the tree: builds, and puts the packages that the tarball carries in place.
import { stageModules } from './package/stage-modules.js';
import { restoreModules, STAGE, useStagedModules } from './package/swap-modules.js';
import { prepare } from './prepare.js';

restoreModules();
prepare();
stageModules(STAGE);
useStagedModules();
