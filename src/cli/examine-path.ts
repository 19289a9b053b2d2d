import type { Host } from '../host/host.ts';
import { examine, type Examination } from '../investigate/investigate.ts';
import type { Call } from './command.ts';
import { examineFile, type ExaminedFile } from './examine-file.ts';
import { Fault } from './faults.ts';
import { openCase } from './open-host.ts';
import { depth } from './run-step.ts';
import { examinationToShow } from './without-secrets.ts';
import { withKnowledge } from './with-knowledge.ts';

export type ExaminedPath = Examination & Partial<Pick<ExaminedFile, 'only'>>;

/** Examines what lies at a path: a recorded case, or one bare file of a host: a goroutine dump, a heap profile, the output of ss. */
export async function examinePath(call: Call, path: string): Promise<ExaminedPath> {
  let host: Host;
  try {
    host = await openCase(path);
  } catch (error) {
    const isOther = error instanceof Fault && error.code === 'not-a-case';
    const examined = isOther ? await examineFile(call, path) : undefined;
    if (examined === undefined) throw error;
    return examined;
  }
  try {
    return await examineHost(call, host);
  } finally {
    await host.close();
  }
}

/** Examines a host with the options of the call. */
export async function examineHost(call: Call, host: Host): Promise<Examination> {
  const examination = await withKnowledge(() =>
    examine(host, {
      knowledgeFolders: call.options.knowledge,
      onProgress: call.progress.says,
      ...depth(call),
    }),
  );
  return examinationToShow(call, examination);
}
