import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatShare } from '../../src/wording/figures.ts';

describe('a figure', () => {
  it('is plain ASCII without separators', () => {
    expect([formatCount(1_500), formatCount(37_078), formatCount(1.5)]).toEqual(['1500', '37078', '1.5']);
    expect([formatBytes(135 * 1024 ** 2), formatBytes(1_600), formatBytes(1_000)]).toEqual([
      '135 MiB',
      '1.6 KiB',
      '1000 B',
    ]);
    expect([0, 59, 80, 307, 79_200, 358_000, 3 * 365 * 86_400].map(formatDuration)).toEqual([
      '0s',
      '59s',
      '1m20s',
      '5m7s',
      '22h',
      '4d3h',
      '3 years',
    ]);
    expect([formatShare(3, 100), formatShare(1, 1000), formatShare(0, 5)]).toEqual(['3%', '<1%', '0%']);
  });
});
