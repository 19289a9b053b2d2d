import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJournaldJson, parseJournaldPrefix } from '../../../src/parse/log/journald-prefix.ts';

const clock = { capturedAtMs: Date.UTC(2026, 10, 24, 3) };

describe('parseJournaldPrefix', () => {
  it('reads the short form, whose year follows from the capture', () => {
    expect(parseJournaldPrefix('Nov 20 11:07:01 node-17 dockerd[1788]: time="…"', clock)).toEqual({
      atMs: Date.UTC(2026, 10, 20, 11, 7, 1),
      zoned: false,
      host: 'node-17',
      identifier: 'dockerd',
      pid: 1788,
      rest: 'time="…"',
    });
  });

  it.each([
    ['2020-11-20T11:07:01+0800 node-17 kubelet[7]: E1120', Date.UTC(2020, 10, 20, 3, 7, 1)],
    ['2020-11-20T11:07:01.187468+0800 node-17 kubelet[7]: E1120', Date.UTC(2020, 10, 20, 3, 7, 1, 187)],
    ['2020-11-20T03:07:01.187468Z node-17 kubelet[7]: E1120', Date.UTC(2020, 10, 20, 3, 7, 1, 187)],
    ['2020-11-20T11:07:01.187468+08:00 node-17 kubelet[7]: E1120', Date.UTC(2020, 10, 20, 3, 7, 1, 187)],
  ])('reads the zone of %s', (line, atMs) => {
    expect(parseJournaldPrefix(line, {})).toMatchObject({ atMs, zoned: true, year: 2020, rest: 'E1120' });
  });

  it.each([
    'nov 08 11:07:01 node-17 kubelet[7]: x',
    'sept. 20 11:07:01 node-17 kubelet: x',
    'мая  3 11:07:01 n k: x',
  ])('takes %s apart and leaves its time unknown', (line) => {
    const prefix = parseJournaldPrefix(line, clock);
    expect(prefix?.rest).toBe('x');
    expect(prefix).not.toHaveProperty('atMs');
  });

  it('has nothing to say of a line without a prefix, and never throws', () => {
    expect(parseJournaldPrefix('time="2020-11-20T11:07:01Z" level=info msg=x', clock)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseJournaldPrefix(text, clock)));
  });
});

describe('parseJournaldJson', () => {
  const entry = (message: unknown): ReadonlyMap<string, unknown> =>
    new Map(
      Object.entries({
        __REALTIME_TIMESTAMP: '1605841621187468',
        SYSLOG_IDENTIFIER: 'dockerd',
        _PID: '1788',
        MESSAGE: message,
      }),
    );

  it('reads a message that is text, and one that is bytes', () => {
    const expected = { atMs: 1605841621187, zoned: true, identifier: 'dockerd', pid: 1788, rest: 'hé' };
    expect(parseJournaldJson(entry('hé'))).toEqual(expected);
    expect(parseJournaldJson(entry([...Buffer.from('hé')]))).toEqual(expected);
  });

  it('has nothing to say of a message that was too long to print, or is no message', () => {
    expect(parseJournaldJson(entry(null))).toBeUndefined();
    expect(parseJournaldJson(entry([1, 'x']))).toBeUndefined();
    expect(parseJournaldJson(entry([256]))).toBeUndefined();
  });
});
