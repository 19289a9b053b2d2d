import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeConfig,
  onlyDebug,
  readConfigText,
  UncertainConfig,
  withDebug,
  withoutDebug,
} from '../../src/debug-mode/config-text.ts';

/** Configurations without the key, as people and tools lay them out. */
const configs = fc
  .tuple(
    fc.dictionary(
      fc.string().filter((key) => key.toLowerCase() !== 'debug'),
      fc.jsonValue(),
    ),
    fc.constantFrom(undefined, 2, 4, '\t'),
    fc.constantFrom('', '\n', '\r\n'),
  )
  .map(([object, space, end]) => JSON.stringify(object, undefined, space) + end);

describe('debug in daemon.json', () => {
  it('is put before the first key, in the layout of the file', () => {
    expect(withDebug('{\n    "labels": ["a=b"]\n}\n', true)).toBe(
      '{\n    "debug": true,\n    "labels": ["a=b"]\n}\n',
    );
    expect(withDebug('{"labels":[]}', true)).toBe('{"debug": true,"labels":[]}');
    expect(withDebug('{}', true)).toBe('{\n  "debug": true\n}');
    expect(withDebug('{ "debug" :\tfalse , "a": 1 }', true)).toBe('{ "debug" :\ttrue , "a": 1 }');
  });

  it('changes nothing else in any configuration, and goes out again without a trace', () => {
    fc.assert(
      fc.property(configs, fc.boolean(), (text, on) => {
        const changed = withDebug(text, on);
        expect(readConfigText(changed).debug).toBe(on ? 'on' : 'off');
        expect(withDebug(withDebug(changed, !on), on)).toBe(changed);
        const again = withoutDebug(changed);
        if (readConfigText(text).keys.size > 0) expect(again).toBe(text);
        expect(readConfigText(again).debug).toBe('unset');
      }),
    );
  });

  it('is taken out first, last, in the middle and alone', () => {
    for (const [text, without] of [
      ['{"debug":true,"b":1}', '{"b":1}'],
      ['{"a":1,\n  "debug": true\n}', '{"a":1\n}'],
      ['{"a":1,\n  "debug": true,\n  "b":1}', '{"a":1,\n  "b":1}'],
      ['{ "debug": true }', '{}'],
      ['{"a":1}', '{"a":1}'],
    ] as const)
      expect(withoutDebug(text)).toBe(without);
  });

  it('is not touched in what dockerd or deadwait does not understand for certain', () => {
    for (const [text, why] of [
      ['', 'is empty'],
      [' \n', 'is empty'],
      ['[]', 'is no JSON object'],
      ['{"a":1,}', 'is no JSON object'],
      ['{"a":1} // note', 'is no JSON object'],
      ['{"debug":true,"debug":false}', 'more than once'],
      ['{"debug":true,"\\u0064ebug":false}', 'more than once'],
      ['{"Debug":true}', 'has the key Debug'],
      ['{"debug":"true"}', 'neither true nor false: "true"'],
      ['{"debug":1}', 'neither true nor false: 1'],
      ['{"debug":null}', 'neither true nor false: null'],
    ] as const) {
      for (const change of [readConfigText, withoutDebug, (it: string) => withDebug(it, true)]) {
        expect(() => change(text), text).toThrow(UncertainConfig);
        expect(() => change(text), text).toThrow(why);
      }
    }
    expect(() => withDebug('{"a":1,"a":2}', true)).not.toThrow();
    expect(() => decodeConfig(new Uint8Array([0x7b, 0xff, 0x7d]))).toThrow('is not UTF-8');
  });

  it('makes a whole configuration where there was none', () => {
    expect(readConfigText(onlyDebug(true)).debug).toBe('on');
    expect(readConfigText(onlyDebug(false)).debug).toBe('off');
  });
});
