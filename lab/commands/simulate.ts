import { LabFault } from './command.ts';
import type { LabCommand } from './command.ts';
import { compareWithBounded } from '../simulate/model/what-if.ts';
import { simulate } from '../simulate/model/simulate.ts';
import { OPTION_HELP, readFaults, readParameters } from '../simulate/options.ts';
import { describeRecording, describeWhatIf } from '../simulate/report.ts';
import { setScene } from '../simulate/scene/scene.ts';
import { caseFiles } from '../simulate/write/case-files.ts';
import { record } from '../simulate/write/recording.ts';
import { writeCase } from '../simulate/write/write-case.ts';

/** An incident of any size, made up: what a host would look like on which it happened. */
export const command: LabCommand = {
  usage: 'simulate [--stops N] [--containers N] [--daemon VERSION] [-o CASE]',
  summary: 'write the case of an incident of any size, without a host',
  run: async (call) => {
    const { options } = call;
    if (options.has('help') || options.has('h')) {
      for (const line of OPTION_HELP) call.print(`  ${line}`);
      return 0;
    }
    const whatIf = options.get('what-if');
    if (whatIf !== undefined && whatIf !== 'bounded')
      throw new LabFault('--what-if knows one thing: bounded');
    const target = options.get('o') ?? options.get('out');
    if (target === 'true')
      throw new LabFault('-o takes the name of a folder, or of an archive that ends in .tar.gz');
    const parameters = readParameters(options);
    const outcome = simulate(parameters);
    const scene = setScene(outcome, readFaults(options));
    const recording = record(outcome, scene, { cutDump: options.has('cut-dump') });
    if (recording.descriptors > parameters.descriptorLimit)
      throw new LabFault(
        `dockerd would need ${recording.descriptors} descriptors and may have ${parameters.descriptorLimit}: raise --fd-limit`,
      );
    for (const line of describeRecording(recording)) call.print(line);
    if (whatIf !== undefined)
      for (const line of describeWhatIf(compareWithBounded(outcome))) call.print(line);
    if (target === undefined) return 0;
    const written = await writeCase(caseFiles(recording), target, parameters.capturedAtMs);
    call.print(`${target}: ${written.files} files, ${(written.bytes / 1e6).toFixed(1)} MB`);
    return 0;
  },
};
