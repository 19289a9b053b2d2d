import { findMissing } from '../rig/requirements.ts';
import { scenarios } from '../scenarios/index.ts';
import type { LabCommand } from './command.ts';

export const command: LabCommand = {
  usage: 'list',
  summary: 'the incidents, what deadwait must find in them, and what this machine lacks for them',
  run({ print }) {
    for (const { id, summary, expects, needs } of scenarios) {
      print(`${id}\n    ${summary}\n    to be found: ${expects.causes.join(', ') || 'nothing'}`);
      const missing = findMissing(needs);
      if (missing.length > 0) print(`    cannot run here: ${missing.join('; ')}`);
    }
    return Promise.resolve(0);
  },
};
