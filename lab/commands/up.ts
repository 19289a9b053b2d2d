import { addressOption } from '../rig/lab.ts';
import { findScenario } from '../scenarios/find-scenario.ts';
import { MissingNeeds, runScenario } from '../scenarios/run-scenario.ts';
import { stateFolder } from '../rig/state-folder.ts';
import { readCount } from '../scenarios/read-count.ts';
import { StateFile } from '../rig/state-file.ts';
import { LabFault, type LabCommand } from './command.ts';

export const command: LabCommand = {
  usage: 'up SCENARIO [--count N] [--state DIR] [--dockerd PATH]',
  summary: 'start a dockerd (or containerd) of its own, provoke the incident on it, and leave it so',
  async run({ args: [name], options, print }) {
    const scenario = findScenario(name);
    const folder = stateFolder(options);
    const running = StateFile.open(folder)?.scenario;
    if (running !== undefined) throw new LabFault(`${running} is up in ${folder}: end it with lab down`);
    try {
      const rig = await runScenario(scenario, folder, options.get('dockerd'), readCount(options));
      await rig.close();
      print(`${scenario.id} is up: ${scenario.summary}\n`);
      print(`  deadwait ${addressOption(rig).join(' ')}`);
      print('  npm run lab -- down');
      return 0;
    } catch (error) {
      if (error instanceof MissingNeeds) throw new LabFault(error.message, { cause: error });
      throw error;
    }
  },
};
