import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startLegitimateLoad } from '../../lab/load/legitimate-load.ts';
import { findMissing } from '../../lab/rig/requirements.ts';
import { startRig, type Rig } from '../../lab/rig/rig.ts';
import { openLiveHost } from '../../src/host/live/live-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';

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

const missing = findMissing(['docker']);
if (missing.length > 0 && !REQUIRED)
  process.stderr.write(`skipped live legitimate load: ${missing.join('; ')}\n`);

describe.skipIf(missing.length > 0 && !REQUIRED)('a daemon with much to do', () => {
  test(
    'is healthy with 60 containers, 300 followers of logs and 200 execs a minute, however often one looks',
    async () => {
      expect(missing).toEqual([]);
      rig = await startRig({ folder: mkdtempSync(join(tmpdir(), 'dw-load-')) });
      const load = { containers: 60, followers: 300, execsPerMinute: 200 };
      const running = await startLegitimateLoad(rig, load);
      for (const execs of [10, 45]) {
        await running.untilExecs(execs);
        const host = await openLiveHost({ dockerSocket: rig.docker.socket });
        try {
          const { verdict, findings } = await investigate(host);
          const alarms = findings.filter(({ severity }) => severity !== 'info');
          expect({ execs, verdict, alarms: alarms.map(({ summary }) => summary) }).toEqual({
            execs,
            verdict: 'healthy',
            alarms: [],
          });
        } finally {
          await host.close();
        }
      }
    },
    3 * MINUTE,
  );
});
