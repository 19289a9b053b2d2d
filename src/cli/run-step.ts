import type { CollectOptions } from '../collect/collector.ts';
import type { SnapshotOptions } from '../investigate/take-snapshot.ts';
import type { Gap } from '../model/gap.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { renderStepJson, renderStepText, type StepReport } from '../report/steps/step-report.ts';
import { openBareFile, type BareFile } from './bare-file.ts';
import type { Call } from './command.ts';
import { deliver } from './deliver.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { fault } from './faults.ts';
import { hostOfFile } from './file-host.ts';
import { openHost } from './open-host.ts';
import { snapshotToShow } from './without-secrets.ts';

export interface Step {
  /** Collectors to run. */
  readonly only: readonly string[];
  /** Arguments of functions that it needs from full dumps. */
  readonly argumentProbes?: CollectOptions['argumentProbes'];
  /** Of each log, only what is not older. */
  readonly logsSince?: CollectOptions['logsSince'];
  /** The file in a form that collectors read, where people have changed it on its way; `says` is told with what was read. */
  prepare?(file: BareFile): Promise<{ readonly file: BareFile; readonly says?: string }>;
  /** Where the case layout has what this file is; undefined when it is nothing that the step reads. */
  place?(file: BareFile): string | undefined;
  /** Facts of a bare file, under the name that the user gave it. */
  rename?(snapshot: Snapshot, file: BareFile): Snapshot;
  /** The name of its JSON; without it, the command's. */
  readonly schema?: string;
  report(snapshot: Snapshot): StepReport;
  /** What is said when there is nothing to show. */
  readonly nothing: string;
}

/** Runs one step of the investigation on this host, a case, or files, and shows what it found. Facts are no findings: status 0. */
export async function runStep(call: Call, step: Step): Promise<ExitStatus> {
  const snapshot = snapshotToShow(
    call,
    call.args.length > 0 ? await readFiles(call, step) : await readHost(call, step),
  );
  const report = step.report(snapshot);
  const text =
    call.options.output === 'json'
      ? renderStepJson(`deadwait/${step.schema ?? call.name}/v1`, report, snapshot.gaps)
      : renderStepText(report, snapshot.gaps, step.nothing, call.paper);
  await deliver(call, text);
  return EXIT.nothing;
}

async function readHost(call: Call, step: Step): Promise<Snapshot> {
  const { takeSnapshot } = await import('../investigate/take-snapshot.ts');
  const host = await openHost(call);
  try {
    return await takeSnapshot(host, { ...wanted(call, step), ...depth(call) });
  } finally {
    await host.close();
  }
}

function wanted(call: Call, { only, argumentProbes, logsSince }: Step): SnapshotOptions {
  return {
    only,
    onProgress: call.progress.says,
    ...(argumentProbes === undefined ? {} : { argumentProbes }),
    ...(logsSince === undefined ? {} : { logsSince }),
  };
}

/** `--deep`: a full dump, whatever it costs the daemon. */
export function depth({ options }: Call): { fullDumpLimit?: number } {
  return options.deep === true ? { fullDumpLimit: Number.POSITIVE_INFINITY } : {};
}

/** Files that are read at once: large ones in threads of their own. */
const AT_ONCE = 4;

async function readFiles(call: Call, step: Step): Promise<Snapshot> {
  if (call.options.case !== undefined) throw fault('case-with-files', {});
  if (call.args.filter((name) => name === '-').length > 1) {
    const problem = 'it can be read only once';
    throw fault('file-not-understood', { path: 'standard input', problem, command: call.name });
  }
  const snapshots: Snapshot[] = [];
  for (let at = 0; at < call.args.length; at += AT_ONCE) {
    const names = call.args.slice(at, at + AT_ONCE);
    const readings = names.map((name) => readFile(call, step, name));
    // Of several that cannot be read, the first is told, whichever fails first.
    for (const reading of readings) reading.catch(() => {});
    for (const reading of readings) snapshots.push(await reading);
  }
  const [first, ...more] = snapshots;
  if (first === undefined) throw new Error('a step was run on no file');
  return more.reduce(joined, first);
}

async function readFile(call: Call, step: Step, name: string): Promise<Snapshot> {
  const given = await openBareFile(name, call.stdin);
  const { file, says } = (await step.prepare?.(given)) ?? { file: given };
  const place = step.place?.(file);
  const path = name === '-' ? 'standard input' : name;
  if (place === undefined) {
    const problem = file.head === '' ? 'it is empty' : 'it is in none of the formats that this command reads';
    throw fault('file-not-understood', { path, problem, command: call.name });
  }
  const { takeSnapshot } = await import('../investigate/take-snapshot.ts');
  const host = hostOfFile(file, place);
  const { gaps, ...facts } = await takeSnapshot(host, wanted(call, step));
  // All that was not given is missing, which is no news; what is wrong with the file itself is.
  const own = gaps.filter(
    ({ source, reason }) => source === place || (source === name && reason !== 'absent'),
  );
  const told: readonly Gap[] =
    says === undefined ? [] : [{ source: path, reason: 'malformed', detail: says }];
  const snapshot: Snapshot = { ...facts, gaps: [...own.map((gap) => ({ ...gap, source: path })), ...told] };
  const renamed = step.rename?.(snapshot, file) ?? snapshot;
  const problem = own[0]?.detail;
  if (problem !== undefined && step.report(renamed).isEmpty) {
    throw fault('file-not-understood', { path, problem, command: call.name });
  }
  return renamed;
}

function joined(all: Snapshot, next: Snapshot): Snapshot {
  return {
    ...all,
    goroutines: [...all.goroutines, ...next.goroutines],
    heaps: [...all.heaps, ...next.heaps],
    logs: [...all.logs, ...next.logs],
    gaps: [...all.gaps, ...next.gaps],
  };
}
