import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBehaviour } from '../../../lab/simulate/model/behaviour.ts';
import { FAULT_KINDS } from '../../../lab/simulate/scene/faults.ts';
import { burst, diagnose, recordingOf } from './simulated-case.ts';

const anyIncident = fc.record({
  daemonVersion: fc.constantFrom('18.09.2', '19.03.15', '20.10.24+dfsg1'),
  stops: fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 1, maxLength: 4 }),
  graceSeconds: fc.constantFrom(-1, 0, 30),
  clientTimeoutMs: fc.constantFrom(4000, 120_000),
  bystanders: fc.integer({ min: 0, max: 5 }),
  faults: fc.shuffledSubarray([...FAULT_KINDS], { minLength: 1 }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});

test('every incident is found, and its books balance', async () => {
  await fc.assert(
    fc.asyncProperty(anyIncident, async (wanted) => {
      const { verdict, findings, books, gaps } = await diagnose(recordingOf(wanted));
      const leaks = wanted.graceSeconds < 0 || findBehaviour(wanted.daemonVersion)?.bounded === false;
      expect(verdict).toBe(leaks ? 'leak' : 'stuck');
      const cause = wanted.graceSeconds < 0 ? 'dockerd-stop-negative-timeout' : 'dockerd-kill-unbounded-wait';
      expect(findings.map((finding) => finding.cause).sort()).toEqual([
        'container-cannot-die',
        ...(leaks ? [cause] : []),
      ]);
      expect(books.filter(({ balanced }) => !balanced)).toEqual([]);
      expect(books.length > 0).toBe(leaks);
      expect(gaps).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('a host that is well again is well, whatever its logs say', async () => {
  const recording = recordingOf({ ...burst([300, 40], 20), release: { when: 'at-the-end' } });
  const { verdict, findings } = await diagnose(recording);
  expect([verdict, findings]).toEqual(['healthy', []]);
});

test('lost exit events are told from a container that cannot die', async () => {
  const recording = recordingOf({
    ...burst([30, 40], 20),
    exitEvents: 'lost',
    release: { when: 'at-the-end' },
  });
  const { findings } = await diagnose(recording);
  expect(findings.map(({ cause }) => cause)).toEqual([
    'dockerd-kill-unbounded-wait',
    'dockerd-event-stream-stopped-canceled',
  ]);
  expect(findings[0]?.because).toEqual(['dockerd-event-stream-stopped-canceled']);
  expect(findings[0]?.chain.find(({ link }) => link === 'events')?.status).toBe('refuted');
});

test('an archive says the same as a folder', async () => {
  const recording = recordingOf(burst([30, 20], 2));
  expect(await diagnose(recording, 'case.tar.gz')).toEqual(await diagnose(recording));
});

test('the logs tell to the second when it began', async () => {
  const recording = recordingOf({ stops: [200, 100] });
  const { findings } = await diagnose(recording);
  const growth = findings.find(({ cause }) => cause === 'dockerd-kill-unbounded-wait')?.growth;
  const begun = recording.scene.epochMs + recording.outcome.history.askedMs.get(0);
  expect(growth?.source).toBe('logs');
  expect(Math.abs(Date.parse(growth?.beganAt ?? '') - begun)).toBeLessThan(1_000);
});
