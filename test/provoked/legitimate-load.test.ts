import { describe, expect, test } from 'vitest';
import { startLegitimateLoad } from '../../lab/load/legitimate-load.ts';
import { startRig } from '../../lab/rig/rig.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

const stand = useLab();

const { missing, skip } = checkNeeds('legitimate load', ['docker']);

describe.skipIf(skip)('a daemon with much to do', () => {
  test(
    'is healthy with 60 containers, 300 followers of logs and 200 execs a minute, however often one looks',
    async () => {
      expect(missing).toEqual([]);
      const rig = stand(await startRig({ folder: labFolder() }));
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
