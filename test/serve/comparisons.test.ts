import { beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../src/report/page/comparison-data.ts';
import type { Refusal } from '../../src/serve/api.ts';
import { allBelow, BUILT, EXAMPLE, HEALTHY, startServing, type Serving } from './serving.ts';

describe.skipIf(!BUILT)('two hosts that are compared', () => {
  let serving: Serving;
  let healthy = '';
  let leaking = '';
  beforeAll(async () => {
    serving = await startServing([EXAMPLE, HEALTHY]);
    healthy = (await serving.find('healthy-18.09.2.tar.gz')).id;
    leaking = (await serving.find('kill-wait-18.09.2.tar.gz')).id;
  });

  it('are put in the order of time, whichever was named first, and under their own names', async () => {
    for (const path of [`${healthy}/${leaking}`, `${leaking}/${healthy}`]) {
      const answer = await serving.ask(`/api/comparisons/${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
      const { schema, comparison, profiles } = answer.json() as ComparisonReport;
      expect(schema).toBe('deadwait/comparison-report/v1');
      expect([comparison.before.name, comparison.after.name, comparison.grew]).toEqual([
        'healthy-18.09.2.tar.gz',
        'kill-wait-18.09.2.tar.gz',
        true,
      ]);
      expect(profiles.map(({ daemon }) => daemon)).toContain('dockerd');
    }
    expect(allBelow(serving.temporary).filter((path) => path.includes('compare-'))).toEqual([]);
  });

  it('can be kept as a page', async () => {
    const { headers, text } = await serving.ask(`/api/comparisons/${healthy}/${leaking}/report.html`);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="deadwait-[\w.-]+\.html"$/);
    expect(text).toContain('deadwait/comparison-report/v1');
  });

  it('are refused in words when this host is to be the earlier, or when there is none', async () => {
    const { hosts } = await serving.list();
    const live = hosts.find(({ from }) => from === 'this-host')?.id ?? '';
    const refusals = await Promise.all(
      [`${live}/${healthy}`, `${healthy}/nobody`].map((path) => serving.ask(`/api/comparisons/${path}`)),
    );
    expect(refusals.map(({ status }) => status)).toEqual([400, 404]);
    for (const refusal of refusals) expect((refusal.json() as Refusal).problem.says).toMatch(/\.$/);
  });
});
