// Runs after `npm pack` has read the tree, and by hand (`node scripts/postpack.js`) when a pack was interrupted.
import { restoreModules } from './package/swap-modules.js';

restoreModules();
