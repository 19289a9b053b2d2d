import { expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { conclude, findProbes } from '../../src/investigate/investigate.ts';
import { takeSnapshot } from '../../src/investigate/take-snapshot.ts';

const causes = await loadCauses([]);
const host = await openRecordedHost('examples/kill-wait-18.09.2.tar.gz');
const snapshot = await takeSnapshot(host, { argumentProbes: findProbes(causes) });
await host.close();

test('what an unproven API answers proves nothing, and the headline says whose it is', () => {
  expect(conclude(snapshot, causes).findings[0]?.confidence).toBe('proven');
  const { findings, headline } = conclude({ ...snapshot, unproven: ['docker'] }, causes);
  expect(findings.map(({ confidence }) => confidence)).not.toContain('proven');
  const proven = findings.flatMap(({ chain }) => chain.filter(({ status }) => status === 'proven'));
  for (const { file } of proven.flatMap(({ evidence }) => evidence))
    expect(file).not.toMatch(/^(?:docker|pprof\/dockerd)\//);
  const version = findings[0]?.chain.find(({ link }) => link === 'version');
  expect(version?.status).toBe('unknown');
  expect(version?.says).toContain('an API that is not proven to be dockerd');
  expect(headline).toContain('(of an API that is not proven to be dockerd)');
});

test('an unproven CRI lowers nothing of dockerd’s', () => {
  const { findings } = conclude({ ...snapshot, unproven: ['cri'] }, causes);
  const dockers = conclude(snapshot, causes).findings[0];
  expect(findings[0]?.chain).toEqual(dockers?.chain);
});
