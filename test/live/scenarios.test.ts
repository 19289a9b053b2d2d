import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findMissing } from '../../lab/rig/requirements.ts';
import { startRig, type Rig } from '../../lab/rig/rig.ts';
import { startHealthy } from '../../lab/scenarios/healthy.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { openLiveHost } from '../../src/host/live/live-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';

/** Set where the lab has to run: a missing piece is then a failure. */
const REQUIRED = process.env['DEADWAIT_LIVE'] === 'required';
const MINUTE = 60_000;

let rig: Rig | undefined;
afterEach(async () => {
  const left = (await rig?.down()) ?? [];
  const folder = rig?.folder;
  rig = undefined;
  expect(left, 'something of the lab is left on this machine').toEqual([]);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}, MINUTE);

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s, live', (_id, scenario) => {
  const missing = findMissing(scenario.needs);
  if (missing.length > 0 && !REQUIRED)
    process.stderr.write(`skipped live ${scenario.id}: ${missing.join('; ')}\n`);

  test.skipIf(missing.length > 0 && !REQUIRED)(
    'is found on the running host, and nothing is left afterwards',
    async () => {
      expect(missing).toEqual([]);
      rig = await startRig({ folder: mkdtempSync(join(tmpdir(), 'dw-lab-')) });
      await startHealthy(rig);
      expect(found(await diagnose(rig))).toEqual({ verdict: 'healthy', causes: [] });

      await scenario.provoke(rig);
      const diagnosis = await diagnose(rig);
      const { expects } = scenario;
      expect(found(diagnosis)).toEqual({ verdict: expects.verdict, causes: [...expects.causes].sort() });
      const stuck = diagnosis.findings.find(({ cause }) => cause === 'container-cannot-die');
      if (expects.pod !== undefined) expect(stuck?.containers.map(({ pod }) => pod)).toEqual([expects.pod]);
      if (expects.waits !== undefined)
        expect(stuck?.tasks.map(({ waits }) => waits)).toContain(expects.waits);
      if (expects.source !== undefined) expect(stuck?.tasks[0]?.backend?.source).toMatch(expects.source);
      if (expects.sockets !== undefined) expect(diagnosis.findings[0]?.counts.sockets).toBe(expects.sockets);
      if (expects.client !== undefined)
        expect(diagnosis.findings.flatMap(({ clients }) => clients.map(({ comm }) => comm))).toContain(
          expects.client,
        );
      expect(diagnosis.books.filter(({ balanced }) => !balanced)).toEqual([]);
    },
    3 * MINUTE,
  );
});

async function diagnose({ docker }: Rig): Promise<Diagnosis> {
  const host = await openLiveHost({ dockerSocket: docker.socket });
  try {
    return await investigate(host);
  } finally {
    await host.close();
  }
}

function found({ verdict, findings }: Diagnosis): { verdict: string; causes: readonly string[] } {
  const causes = findings.filter(({ severity }) => severity !== 'info').map(({ cause }) => cause);
  return { verdict, causes: causes.sort() };
}
