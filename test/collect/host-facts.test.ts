import { describe, expect, it } from 'vitest';
import { hostFacts } from '../../src/collect/host-facts.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { caseOf, OPTIONS } from './case-folder.ts';

const collect = async (files: Readonly<Record<string, string>>): ReturnType<typeof hostFacts.collect> =>
  hostFacts.collect(await caseOf(files), OPTIONS, EMPTY_SNAPSHOT);

describe('hostFacts', () => {
  it('keeps what can be read when the rest is missing, empty or binary, and says so', async () => {
    const { part, gaps } = await collect({
      'proc/uptime': '1459.23 2603.80\n',
      'proc/meminfo': '',
      'proc/loadavg': '\0\u0001\u0002',
      uname: 'Darwin mac 22.1\n',
    });
    expect(part.host).toEqual({ live: false, capturedAt: '2026-11-24T02:09:00Z', uptimeSeconds: 1459.23 });
    expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
      'proc/loadavg malformed',
      'proc/meminfo malformed',
      'proc/sys/fs/file-nr absent',
      'uname malformed',
    ]);
  });

  it('brings a time with an offset to UTC, and refuses one without a zone', async () => {
    expect((await collect({ captured_at: '2026-11-24T04:09:00+02:00' })).part.host?.capturedAt).toBe(
      '2026-11-24T02:09:00.000Z',
    );
    for (const time of ['2026-11-24T04:09:00', 'yesterday', '2026-99-99T00:00:00Z']) {
      const { part, gaps } = await collect({ captured_at: time });
      expect(part.host?.capturedAt).toBeUndefined();
      expect(gaps).toContainEqual(expect.objectContaining({ source: 'captured_at', reason: 'malformed' }));
    }
  });

  it('reads how many threads there are and may be, and leaves out what is not there', async () => {
    const { part, gaps } = await collect({
      'proc/loadavg': '3.81 1.92 0.87 1/236 28700\n',
      'proc/sys/kernel/pid_max': '32768\n',
    });
    expect(part.host).toMatchObject({
      threadCount: 236,
      threadLimits: [
        {
          sysctl: 'kernel.pid_max',
          max: 32_768,
          evidence: { file: 'proc/sys/kernel/pid_max', line: 1, quote: '32768' },
        },
      ],
    });
    expect(gaps.filter(({ source }) => source.startsWith('proc/sys/kernel'))).toEqual([]);
  });
});
