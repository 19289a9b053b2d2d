import { isStillThere } from '../served/case-folder.ts';
import { startProgram, type RunningProgram } from '../served/own-program.ts';
import { layFiles } from '../served/laid-files.ts';
import { Refused } from '../refused.ts';
import { unknownHost } from '../hosts/hosts.ts';
import type { ServedHost } from '../hosts/served-host.ts';
import { OUTPUT, type ProgramSettings } from './host-job.ts';
import type { Job } from './jobs.ts';

/** A comparison with this host is soon out of date. */
const LIVE_MS = 60_000;

export function comparisonKey(before: string, after: string): string {
  return `${before} ${after}`;
}

/** Two hosts compared: `deadwait compare BEFORE [AFTER] --output report`. Refused when this host is to be the earlier one. */
export function comparisonJob(
  before: ServedHost,
  after: ServedHost,
  scratch: string,
  settings: ProgramSettings,
): Job<undefined> {
  const earlier = before.file;
  if (earlier === undefined)
    throw new Refused(
      400,
      'This host as it is now can only be the later of the two.',
      'Swap them, or record this host first: deadwait collect.',
    );
  return {
    key: comparisonKey(before.id, after.id),
    version: `${before.version} ${after.version}`,
    ...(after.file === undefined ? { keptMs: LIVE_MS } : {}),
    start: async (onStep) => {
      const files = after.file === undefined ? [earlier] : [earlier, after.file];
      for (const file of files) if (!(await isStillThere(file))) throw unknownHost();
      const { options, liveOptions, environment, limits } = settings;
      const laid = await layFiles(scratch, files);
      const own = after.file === undefined ? liveOptions : [];
      const program = startProgram({
        args: ['compare', ...OUTPUT, ...options, ...own, '--', ...laid.names],
        folder: laid.folder,
        environment,
        limits,
        onStep,
      });
      const ended = program.ended.then(async (end) => {
        await laid.remove().catch(() => {});
        return end;
      });
      return { ...program, ended } satisfies RunningProgram;
    },
    summarise: () => undefined,
  };
}
