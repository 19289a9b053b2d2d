import { startProgram, type ProgramLimits } from '../served/own-program.ts';
import { isStillThere } from '../served/case-folder.ts';
import type { ReportData } from '../../report/page/report-data.ts';
import type { ExaminedHost } from '../api.ts';
import { unknownHost } from '../hosts/hosts.ts';
import type { ServedHost } from '../hosts/served-host.ts';
import type { Job } from './jobs.ts';

/** How the children are called. */
export interface ProgramSettings {
  /** Options for every child: `--knowledge`, `--deep`. */
  readonly options: readonly string[];
  /** And for those that look at this host: `--root`, `--docker-socket`. */
  readonly liveOptions: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where those run that look at this host. */
  readonly folder: string;
  readonly limits: ProgramLimits;
}

export const OUTPUT = ['--output', 'report', '--progress'] as const;

/** The examination of one host: `deadwait diagnose --output report`. */
export function hostJob({ id, version, file }: ServedHost, settings: ProgramSettings): Job<ExaminedHost> {
  const { options, liveOptions, environment, folder, limits } = settings;
  return {
    key: id,
    version,
    start: async (onStep) => {
      if (file !== undefined && !(await isStillThere(file))) throw unknownHost();
      return startProgram({
        args: [
          'diagnose',
          ...OUTPUT,
          ...options,
          ...(file === undefined ? liveOptions : [`--case=${file.name}`]),
        ],
        folder: file?.folder ?? folder,
        environment,
        limits,
        onStep,
      });
    },
    summarise,
  };
}

function summarise(output: Uint8Array): ExaminedHost {
  const { diagnosis } = JSON.parse(Buffer.from(output).toString('utf8')) as ReportData;
  const { capturedAt, hostname } = diagnosis.host;
  return {
    verdict: diagnosis.verdict,
    headline: diagnosis.headline,
    ...(capturedAt === undefined ? {} : { capturedAt }),
    ...(hostname === undefined ? {} : { hostname }),
    findings: diagnosis.findings.length,
  };
}
