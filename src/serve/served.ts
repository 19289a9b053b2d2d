import type { DroppedFiles } from './served/dropped-files.ts';
import type { PageAssets } from '../report/page/page-document.ts';
import type { ExaminedHost } from './api.ts';
import type { ProgramSettings } from './examinations/host-job.ts';
import type { Jobs } from './examinations/jobs.ts';
import type { Hosts } from './hosts/hosts.ts';

/** What the routes work with. */
export interface Served {
  /** Of deadwait. */
  readonly version: string;
  /** As they were named. */
  readonly folders: readonly string[];
  readonly uploadBytes: number;
  readonly assets: PageAssets;
  readonly hosts: Hosts;
  readonly dropped: DroppedFiles;
  readonly examinations: Jobs<ExaminedHost>;
  readonly comparisons: Jobs<undefined>;
  readonly settings: ProgramSettings;
  /** Where files may lie for a moment. */
  readonly scratch: string;
}
