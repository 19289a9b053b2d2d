import { findLeftovers } from '../rig/clean-up/leftovers.ts';
import { StateFile } from '../rig/state-file.ts';
import { stateFolder } from '../rig/state-folder.ts';
import type { LabCommand } from './command.ts';

export const command: LabCommand = {
  usage: 'status [--state DIR]',
  summary: 'which incident is up, and what the lab holds of this machine',
  async run({ options, print }) {
    const folder = stateFolder(options);
    const state = StateFile.open(folder);
    if (state === undefined) {
      print('no lab is up');
      return 0;
    }
    print(`${state.scenario ?? 'a lab'} is up in ${folder}`);
    for (const line of await findLeftovers({ folder, state })) print(`  ${line}`);
    return 0;
  },
};
