import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLogLine } from '../../../src/parse/log/log-line.ts';

const clock = { capturedAtMs: Date.UTC(2026, 10, 24, 3), bootAtMs: Date.UTC(2026, 10, 24, 1) };
const timeOf = (line: string): string | undefined => {
  const { atMs } = readLogLine(line, clock);
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
};

describe('the time of a line', () => {
  it.each([
    [
      "logrus's own",
      'time="2020-11-20T11:07:01.187468949+08:00" level=info msg=x',
      '2020-11-20T03:07:01.187Z',
    ],
    [
      "logrus's, before that of a prefix",
      'Nov 20 11:07:05 n dockerd[1]: time="2020-11-20T11:07:01Z" level=info msg=x',
      '2020-11-20T11:07:01.000Z',
    ],
    ["klog's, taken as UTC", 'E1120 11:07:01.345804   20864 a.go:1] x', '2026-11-20T11:07:01.345Z'],
    [
      "klog's with the year of the capture, behind a short prefix",
      'Nov 20 11:07:02 n kubelet: E1120 11:07:01.345804   20864 a.go:1] x',
      '2026-11-20T11:07:01.345Z',
    ],
    [
      "klog's, behind a localised prefix",
      'nov 20 11:07:02 n kubelet: E1120 11:07:01.345804   20864 a.go:1] x',
      '2026-11-20T11:07:01.345Z',
    ],
    [
      'a prefix with a zone, before klog',
      '2020-11-20T11:07:02+0800 n kubelet: E1120 11:07:01.345804   20864 a.go:1] x',
      '2020-11-20T03:07:02.000Z',
    ],
    [
      'of a short prefix alone',
      'Nov 20 11:07:01 n dockerd[1]: http: Accept error',
      '2026-11-20T11:07:01.000Z',
    ],
    [
      "the kernel's, counted from the start",
      '[ 1572.054722] INFO: task dd:1 blocked',
      '2026-11-24T01:26:12.054Z',
    ],
    [
      "the kernel's with its caller",
      '[ 1572.054722][    T1] INFO: task dd:1 blocked',
      '2026-11-24T01:26:12.054Z',
    ],
    ["dmesg -T's", '[Tue Nov  3 02:08:00 2026] INFO: task dd:1 blocked', '2026-11-03T02:08:00.000Z'],
    ["dmesg's ISO form", '2026-11-24T02:08:00,054722+01:00 INFO: task', '2026-11-24T01:08:00.054Z'],
    [
      'of a journal entry',
      '{"__REALTIME_TIMESTAMP":"1605841621187468","MESSAGE":"hello"}',
      '2020-11-20T03:07:01.187Z',
    ],
    [
      "of docker's json-file",
      '{"log":"hello\\n","stream":"stderr","time":"2020-11-20T03:07:01.345911Z"}',
      '2020-11-20T03:07:01.345Z',
    ],
    [
      'behind NULs that a crash left',
      `${'\0'.repeat(500)}time="2020-11-20T11:07:01Z" level=info msg=x`,
      '2020-11-20T11:07:01.000Z',
    ],
    ['absent', 'goroutine 1 [running]:', undefined],
    ['absent when it is a localised prefix', 'nov 20 11:07:02 n dockerd: hello', undefined],
    ['absent when logrus counts seconds', 'INFO[0010] hello', undefined],
  ])('is %s', (_, line, time) => {
    expect(timeOf(line)).toBe(time);
  });
});

describe('the text of a line', () => {
  const klog = 'E1120 11:07:01.345804   20864 a.go:1] Container "docker://8f" failed';

  it.each([klog, `Nov 20 11:07:02 n kubelet[1]: ${klog}`])('is the line itself when it is plain', (line) => {
    expect(readLogLine(line, clock)).toMatchObject({ text: line, reordered: false });
  });

  it.each([
    ['a journal entry', JSON.stringify({ MESSAGE: klog })],
    ['a journal entry in bytes', JSON.stringify({ MESSAGE: [...Buffer.from(klog)] })],
    [
      "docker's json-file",
      JSON.stringify({ log: `${klog}\n`, stream: 'stderr', time: '2020-11-20T03:07:01Z' }),
    ],
  ])('is the message inside %s', (_, line) => {
    expect(readLogLine(line, clock)).toMatchObject({ text: klog, reordered: true });
  });

  it('is the text form of JSON, also behind a prefix', () => {
    const json = '{"container":"8f","level":"info","msg":"hello you","time":"2024-05-02T09:11:20Z"}';
    const expected = {
      text: 'level=info msg="hello you" container=8f',
      atMs: Date.UTC(2024, 4, 2, 9, 11, 20),
      reordered: true,
    };
    expect(readLogLine(json, clock)).toEqual(expected);
    expect(readLogLine(`Nov 20 11:07:02 n dockerd[1]: ${json}`, clock)).toEqual(expected);
    expect(readLogLine(JSON.stringify({ MESSAGE: json }), clock)).toEqual(expected);
  });

  it('is without the colours of a terminal', () => {
    expect(readLogLine('\u001b[36mINFO\u001b[0m[0010] hello  \u001b[36mid\u001b[0m=7', clock).text).toBe(
      'INFO[0010] hello  id=7',
    );
  });

  it('is the line as it is when it only looks like JSON, or is JSON of something else', () => {
    for (const line of [
      '{"MESSAGE": "x"',
      '{}',
      '[]',
      '{"__proto__":{"MESSAGE":"x"}}',
      '{"MESSAGE":'.repeat(5000),
    ]) {
      expect(readLogLine(line, clock)).toEqual({ text: line, reordered: false });
    }
  });

  it('is there for any line at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => typeof readLogLine(line, clock).text === 'string'),
    );
  });
});
