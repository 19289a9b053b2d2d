// npm test: installs and builds what is missing, and runs every test. `npm test -- ARGS` passes ARGS to vitest.
import { join } from 'node:path';
import { prepare, ROOT, runNode } from './prepare.js';

prepare();
process.exitCode = runNode([
  join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  ...process.argv.slice(2),
]);
