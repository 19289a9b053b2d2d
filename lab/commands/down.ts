import { cleanUp } from '../rig/clean-up/clean-up.ts';
import { stateFolder } from '../rig/state-folder.ts';
import type { LabCommand } from './command.ts';

export const command: LabCommand = {
  usage: 'down [--state DIR]',
  summary: 'free and remove everything that the lab has made, also after a crash',
  async run({ options, print }) {
    const left = await cleanUp(stateFolder(options));
    for (const line of left) print(line);
    if (left.length === 0) print('nothing of the lab is left');
    return left.length === 0 ? 0 : 1;
  },
};
