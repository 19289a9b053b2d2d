import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '../../../lab/simulate/model/simulate.ts';
import type { Parameters } from '../../../lab/simulate/model/parameters.ts';
import { DEFAULTS } from '../../../lab/simulate/model/parameters.ts';
import type { FaultKind } from '../../../lab/simulate/scene/faults.ts';
import { setScene } from '../../../lab/simulate/scene/scene.ts';
import { record } from '../../../lab/simulate/write/recording.ts';
import type { Recording } from '../../../lab/simulate/write/recording.ts';
import { caseFiles } from '../../../lab/simulate/write/case-files.ts';
import type { CaseFile } from '../../../lab/simulate/write/case-file.ts';
import { writeCase } from '../../../lab/simulate/write/write-case.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { investigate } from '../../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';

export type Wanted = Partial<Parameters> & {
  readonly faults?: readonly FaultKind[];
  readonly cutDump?: boolean;
};

/** A burst such as the recorded ones were: all stops within seconds, and clients that give up soon. */
export function burst(
  stops: readonly number[],
  seconds: number,
): Pick<Parameters, 'stops' | 'pace' | 'clientTimeoutMs'> {
  return {
    stops,
    pace: { kind: 'interval', meanMs: stops.map((count) => (seconds * 1000) / count) },
    clientTimeoutMs: 4000,
  };
}

export function recordingOf({ faults, cutDump = false, ...wanted }: Wanted): Recording {
  const outcome = simulate({ ...DEFAULTS, ...wanted });
  return record(outcome, setScene(outcome, faults), { cutDump });
}

export function bytesOf(file: CaseFile | undefined): Buffer {
  if (file === undefined) throw new Error('no such file');
  return Buffer.concat(Array.from(file.chunks(), (chunk) => Buffer.from(chunk)));
}

/** What the program says of a case, written to disk and read back. */
export async function diagnose(recording: Recording, name = 'case'): Promise<Diagnosis> {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-simulated-'));
  try {
    const target = join(folder, name);
    await writeCase(caseFiles(recording), target, recording.outcome.parameters.capturedAtMs);
    const host = await openRecordedHost(target);
    try {
      return await investigate(host);
    } finally {
      await host.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
