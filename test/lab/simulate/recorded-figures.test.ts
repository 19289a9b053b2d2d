import { describe, expect, test } from 'vitest';
import { burst, diagnose, recordingOf } from './simulated-case.ts';
import type { Wanted } from './simulated-case.ts';

/** Recorded on real hosts; what was simulated may differ by 1 %. */
const RECORDED: readonly {
  readonly name: string;
  readonly wanted: Wanted;
  readonly goroutines: number;
  readonly descriptors: number;
  readonly rssBytes: number;
  readonly verdict: string;
  readonly causes: readonly string[];
  readonly stops: readonly number[];
}[] = [
  {
    name: 'kill-wait-18.09.2',
    wanted: burst([900, 500, 100], 8),
    goroutines: 3078,
    descriptors: 1571,
    rssBytes: 141_291_520,
    verdict: 'leak',
    causes: ['container-cannot-die', 'dockerd-kill-unbounded-wait'],
    stops: [900, 500, 100],
  },
  {
    name: 'stop-forever-20.10.24',
    wanted: {
      ...burst([1200], 8),
      daemonVersion: '20.10.24+dfsg1',
      graceSeconds: -1,
      bystanders: 4,
      faults: ['fuse-open'],
    },
    goroutines: 2460,
    descriptors: 1250,
    rssBytes: 155_803_648,
    verdict: 'leak',
    causes: ['container-cannot-die', 'dockerd-stop-negative-timeout'],
    stops: [1200],
  },
  {
    name: 'undeletable-20.10.24',
    wanted: {
      ...burst([40], 1),
      daemonVersion: '20.10.24+dfsg1',
      clientTimeoutMs: 120_000,
      bystanders: 4,
      faults: ['fuse-open'],
      settleMs: 46_000,
    },
    goroutines: 61,
    descriptors: 50,
    rssBytes: 91_361_280,
    verdict: 'stuck',
    causes: ['container-cannot-die'],
    stops: [40],
  },
];

describe.each(RECORDED)('the parameters of $name', ({ wanted, ...recorded }) => {
  test('give its figures within 1 %, and its memory within 20 %', () => {
    const { goroutines, descriptors, memory } = recordingOf(wanted);
    expect(Math.abs(goroutines - recorded.goroutines)).toBeLessThanOrEqual(recorded.goroutines * 0.01);
    expect(Math.abs(descriptors - recorded.descriptors)).toBeLessThanOrEqual(recorded.descriptors * 0.01);
    expect(Math.abs(memory.rssBytes - recorded.rssBytes)).toBeLessThan(recorded.rssBytes * 0.2);
  });

  test('give its diagnosis, with books that balance and no gaps', async () => {
    const diagnosis = await diagnose(recordingOf(wanted));
    expect(diagnosis.verdict).toBe(recorded.verdict);
    expect(diagnosis.findings.map(({ cause }) => cause).sort()).toEqual(recorded.causes);
    for (const { containers } of diagnosis.findings)
      expect(containers.map(({ stops }) => stops ?? 0).sort((a, b) => b - a)).toEqual(recorded.stops);
    expect(diagnosis.books.filter(({ balanced }) => !balanced)).toEqual([]);
    expect(diagnosis.gaps).toEqual([]);
  });
});

test('18 500 stops hold what they held on a real host', () => {
  const { goroutines, descriptors, memory } = recordingOf(burst([12_000, 6_000, 500], 200));
  expect(goroutines).toBe(37_078);
  expect(descriptors).toBe(18_571);
  expect(memory.rssBytes).toBeGreaterThan(1_227_526_144 * 0.8);
});

test('three containers under an impatient kubelet come to 1.57 million goroutines in 66 days', () => {
  const recording = recordingOf({
    stops: [252_295, 255_761, 278_156],
    graceSeconds: 5,
    clientTimeoutMs: 8000,
    bystanders: 86,
  });
  expect(recording.goroutines).toBe(1_572_822);
  expect(recording.outcome.openStops).toBe(786_212);
  expect(recording.memory.rssBytes / 1e9).toBeCloseTo(26, 0);
  expect(recording.outcome.capturedMs / 86_400_000).toBeCloseTo(66, 0);
});
