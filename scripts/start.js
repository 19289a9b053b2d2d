// npm start: installs and builds what is missing, and diagnoses this host; where no container daemon runs, the recorded
// example. Ends with status 0 when that worked, whatever was found. `npm start -- ARGS` runs `deadwait ARGS` instead.
import { join } from 'node:path';
import { prepare, ROOT, runNode } from './prepare.js';

/** Statuses of a diagnosis that worked: healthy, findings, not enough was seen. */
const WORKED = [0, 1, 3];

prepare();
const args = process.argv.slice(2);
const deadwait = join(ROOT, 'bin', 'deadwait.js');
if (args.length > 0) {
  process.exitCode = runNode([deadwait, ...args]);
} else {
  const status = runNode([deadwait, 'diagnose', '--or-example']);
  process.exitCode = WORKED.includes(status) ? 0 : status;
}
