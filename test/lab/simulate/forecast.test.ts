import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { investigate } from '../../../src/investigate/investigate.ts';
import type { Diagnosis, Growth } from '../../../src/model/diagnosis.ts';
import { describeGrowth } from '../../../src/report/diagnosis/growth.ts';
import { diagnose, recordingOf, type Wanted } from './simulated-case.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/kill-wait-18.09.2.tar.gz', import.meta.url));
const SECOND = 1_000;

function growthOf({ findings }: Diagnosis): Growth | undefined {
  return findings.find(({ cause }) => cause === 'dockerd-kill-unbounded-wait')?.growth;
}

/** The same process, so many stops after it began. */
async function seenAfter(stops: number, meanMs: number, more: Wanted = {}) {
  const recording = recordingOf({
    stops: [stops],
    pace: { kind: 'interval', meanMs: [meanMs] },
    settleMs: SECOND,
    ...more,
  });
  const { history, capturedMs } = recording.outcome;
  return {
    diagnosis: await diagnose(recording),
    sinceFirstMs: capturedMs - history.askedMs.get(0),
  };
}

describe('a process that is looked at twice', () => {
  it.each([
    { meanMs: 5 * SECOND, early: 300, late: 500 },
    { meanMs: 60 * SECOND, early: 60, late: 200 },
  ])('has at the later look what was forecast, one stop in $meanMs ms', async ({ meanMs, early, late }) => {
    const after = await seenAfter(late, meanMs);
    const held = after.diagnosis.daemons.find(({ name }) => name === 'dockerd')?.fds ?? Number.NaN;
    const before = await seenAfter(early, meanMs, { descriptorLimit: held });
    const forecast = growthOf(before.diagnosis)?.forecast;
    const capturedAt = Date.parse(before.diagnosis.host.capturedAt ?? '');
    const trueMs = after.sinceFirstMs - before.sinceFirstMs;
    expect(Date.parse(forecast?.low ?? '') - capturedAt).toBeLessThan(trueMs);
    expect(Date.parse(forecast?.high ?? '') - capturedAt).toBeGreaterThan(trueMs);
  });
});

// A later recording of the same process has 18 571 descriptors: the callers came again two seconds after this capture.
it('the example had stopped growing when it was captured, and is not forecast', async () => {
  const host = await openRecordedHost(EXAMPLE);
  try {
    const diagnosis = await investigate(host);
    const growth = growthOf(diagnosis);
    expect(growth?.notGrowing?.since).toMatch(/^2026-11-24T02:07:(?:49|50)/);
    expect(growth).not.toHaveProperty('forecast');
    const says = growth === undefined ? '' : describeGrowth(growth, diagnosis.host.capturedAt).join(' ');
    expect(says).toContain('not growing now, source: logs');
    expect(says).toContain('Whether the caller tries again is not known, so there is no forecast.');
  } finally {
    await host.close();
  }
});
