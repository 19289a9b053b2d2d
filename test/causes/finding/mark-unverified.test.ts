import { expect, test } from 'vitest';
import { fitDump } from '../../../src/causes/match/fit-dump.ts';
import { buildFinding } from '../../../src/causes/finding/build-finding.ts';
import { markUnverified } from '../../../src/causes/finding/mark-unverified.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import { openRecordedHost } from '../../../src/host/recorded/recorded-host.ts';
import { conclude, findProbes } from '../../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../../src/investigate/take-snapshot.ts';
import type { Cause } from '../../../src/model/cause.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { describeConfidence } from '../../../src/report/diagnosis/confidence.ts';
import { renderJson } from '../../../src/report/diagnosis/json.ts';
import { renderMarkdown } from '../../../src/report/diagnosis/markdown.ts';

const ID = 'dockerd-kill-unbounded-wait';
const causes = await loadCauses([]);
const host = await openRecordedHost('examples/kill-wait-18.09.2.tar.gz');
const snapshot = await takeSnapshot(host, { argumentProbes: findProbes(causes) });
await host.close();

function concludeWith(unverified: NonNullable<Cause['unverified']>): Diagnosis {
  return conclude(
    snapshot,
    causes.map((cause) => (cause.id === ID ? { ...cause, unverified } : cause)),
  );
}

const statusOf = (diagnosis: Diagnosis, link: string): string | undefined =>
  diagnosis.findings.find(({ cause }) => cause === ID)?.chain.find((one) => one.link === link)?.status;

test('a finding of an unverified cause is likely at most, and says what was not checked', () => {
  const before = conclude(snapshot, causes).findings.find(({ cause }) => cause === ID);
  expect(before?.confidence).toBe('proven');
  expect(before?.unverified).toBeUndefined();
  const diagnosis = concludeWith(true);
  const after = diagnosis.findings.find(({ cause }) => cause === ID);
  expect(after?.confidence).toBe('likely');
  expect(after?.unverified).toEqual(['all']);
  expect(renderMarkdown(diagnosis)).toContain('likely, unverified: all');
  expect(renderJson(diagnosis)).toContain('"unverified": [');
});

test('only the links that rest on an unverified claim are not proven', () => {
  const known = conclude(snapshot, causes);
  expect([statusOf(known, 'version'), statusOf(known, 'goroutines')]).toEqual(['proven', 'proven']);
  const bound = concludeWith(['before 20.10.10']);
  expect([statusOf(bound, 'version'), statusOf(bound, 'goroutines')]).toEqual(['unknown', 'proven']);
  const group = concludeWith(['group kill']);
  expect([statusOf(group, 'version'), statusOf(group, 'goroutines')]).toEqual(['proven', 'unknown']);
});

test('a cause without unverified claims is left as it is', () => {
  const [cause] = causes;
  const finding = buildFinding(cause!, {
    severity: 'warning',
    confidence: 'proven',
    summary: [],
    chain: [],
    remedies: [],
  });
  expect(markUnverified([finding], [])[0]).toBe(finding);
});

test('a dump never fits an unverified cause with certainty', () => {
  const [profile] = snapshot.goroutines;
  const marked = causes.map((cause) => ({ ...cause, unverified: ['holds'] }));
  for (const fit of fitDump(profile!, marked).fits) {
    expect(fit.confidence).not.toBe('proven');
    expect(fit.unverified).toEqual(['holds']);
  }
});

test('the words name every claim that was not checked', () => {
  expect(describeConfidence({ confidence: 'likely', unverified: ['holds', 'fixed 1.2.0'] })).toBe(
    'likely, unverified: holds, fixed 1.2.0',
  );
  expect(describeConfidence({ confidence: 'proven' })).toBe('proven');
});
