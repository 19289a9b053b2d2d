import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { addressOption } from '../rig/lab.ts';
import { findScenario } from '../scenarios/find-scenario.ts';
import { readCount } from '../scenarios/read-count.ts';
import { runScenario } from '../scenarios/run-scenario.ts';
import { stateFolder } from '../rig/state-folder.ts';
import { LabFault, type LabCommand } from './command.ts';

const DEADWAIT = fileURLToPath(new URL('../../bin/deadwait.js', import.meta.url));

export const command: LabCommand = {
  usage: 'record SCENARIO -o CASE.tar.gz [--count N] [--state DIR] [--dockerd PATH]',
  summary: 'provoke an incident, record the host as a case with deadwait collect, and clean up',
  async run({ args: [name], options, print }) {
    const scenario = findScenario(name);
    const out = options.get('o');
    if (out === undefined) throw new LabFault('where to: lab record SCENARIO -o CASE.tar.gz');
    const rig = await runScenario(scenario, stateFolder(options), options.get('dockerd'), readCount(options));
    try {
      const args = [DEADWAIT, 'collect', ...addressOption(rig), '-o', out];
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
      return status ?? 1;
    } finally {
      for (const line of await rig.down()) print(line);
    }
  },
};
