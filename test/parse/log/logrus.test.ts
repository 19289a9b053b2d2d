import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogrus, parseLogrusJson, renderLogrusText } from '../../../src/parse/log/logrus.ts';

describe('parseLogrus', () => {
  it('reads time, level, message and fields of the text form, escapes undone', () => {
    const line =
      'time="2022-07-28T10:53:17.731042217+08:00" level=error msg="Container failed to exit within 10 seconds of kill - trying direct SIGKILL" container=8f3c1e0b7a52 error="a \\"quoted\\" reason\\n"';
    expect(parseLogrus(line)).toEqual({
      atMs: Date.UTC(2022, 6, 28, 2, 53, 17, 731),
      level: 'error',
      message: 'Container failed to exit within 10 seconds of kill - trying direct SIGKILL',
      fields: new Map([
        ['container', '8f3c1e0b7a52'],
        ['error', 'a "quoted" reason\n'],
      ]),
    });
  });

  it('reads a message of one bare word', () => {
    const line =
      'time="2026-11-24T02:07:40.133Z" level=debug msg=event module=libcontainerd topic=/tasks/exit';
    expect(parseLogrus(line)).toMatchObject({
      message: 'event',
      fields: new Map([
        ['module', 'libcontainerd'],
        ['topic', '/tasks/exit'],
      ]),
    });
  });

  it('reads the terminal form, whose time may be unknown', () => {
    expect(
      parseLogrus('INFO[2018-12-03T21:09:13.471760732Z] StopContainer for "8f3c" with timeout 10 (s)'),
    ).toEqual({
      atMs: Date.UTC(2018, 11, 3, 21, 9, 13, 471),
      level: 'info',
      message: 'StopContainer for "8f3c" with timeout 10 (s)',
      fields: new Map(),
    });
    const padded =
      'ERRO[0010] failed to get event                           error="rpc error" module=libcontainerd';
    expect(parseLogrus(padded)).toEqual({
      level: 'erro',
      message: 'failed to get event',
      fields: new Map([
        ['error', 'rpc error'],
        ['module', 'libcontainerd'],
      ]),
    });
  });

  it('keeps what there is of a line that breaks off', () => {
    expect(
      parseLogrus('time="2026-11-24T02:07:40.133Z" level=info msg="Container 8f3c failed to'),
    ).toMatchObject({
      message: 'Container 8f3c failed to',
    });
  });

  it('has nothing to say of other lines', () => {
    expect(parseLogrus('goroutine 1 [running]:')).toBeUndefined();
    expect(parseLogrus('')).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (tail) => {
        parseLogrus(`time="2026-11-24T02:07:40Z" level=info msg="${tail}`);
        parseLogrus(tail);
      }),
    );
  });
});

describe('the JSON form', () => {
  it('reads as its text form when it is written as one', () => {
    const entries = {
      container: '8f3c',
      level: 'info',
      msg: 'a "b"',
      time: '2024-05-02T09:11:20.551204119Z',
      pid: 7,
    };
    const line = parseLogrusJson(new Map(Object.entries(entries)));
    expect(line?.atMs).toBe(Date.UTC(2024, 4, 2, 9, 11, 20, 551));
    expect(line && renderLogrusText(line)).toBe('level=info msg="a \\"b\\"" container=8f3c pid=7');
  });

  it('comes back from its text form, whatever the message and the fields hold', () => {
    const text = fc.string({ unit: 'grapheme' });
    const fields = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), text));
    fc.assert(
      fc.property(text, fields, (message, pairs) => {
        const line = { level: 'info', message, fields: new Map(pairs) };
        const back = parseLogrus(`time="2026-11-24T02:07:40Z" ${renderLogrusText(line)}`);
        expect(back?.message).toBe(message);
        expect(Object.fromEntries(back?.fields ?? [])).toEqual(Object.fromEntries(line.fields));
      }),
    );
  });
});
