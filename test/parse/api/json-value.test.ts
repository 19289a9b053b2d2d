import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  booleanAt,
  integerAt,
  listAt,
  objectAt,
  objectsAt,
  parseJson,
  parseJsonObject,
  stringAt,
} from '../../../src/parse/api/json-value.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

describe('parseJson', () => {
  it('throws ParseError, with the place, for text that is not JSON', () => {
    expect(() => parseJson('docker-version', '{"Version":"18.09')).toThrow(ParseError);
    expect(() => parseJson('docker-version', '')).toThrow(
      /docker-version at 0: expected JSON, found "the end"/,
    );
    expect(() => parseJson('docker-version', '{"a":1}}')).toThrow(/at 7/);
  });

  it('throws ParseError for a reply that is no object', () => {
    for (const text of ['null', '[]', '"x"', '3']) {
      expect(() => parseJsonObject('docker-info', text)).toThrow(ParseError);
    }
  });

  it('takes a byte order mark and a million open brackets without harm', () => {
    expect(parseJson('x', new TextEncoder().encode('\uFEFF{}'))).toEqual({});
    expect(() => parseJson('x', '['.repeat(1_000_000))).toThrow(ParseError);
  });

  it('throws nothing but ParseError for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseJson('x', bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});

describe('the typed getters', () => {
  it('give undefined, or an empty list, for any other type', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const from = { key: value };
        expect(stringAt(from, 'key')).toBe(typeof value === 'string' && value !== '' ? value : undefined);
        expect(booleanAt(from, 'key')).toBe(typeof value === 'boolean' ? value : undefined);
        expect(integerAt(from, 'key')).toBe(Number.isSafeInteger(value) ? value : undefined);
        expect(listAt(from, 'key')).toEqual(Array.isArray(value) ? value : []);
        expect(objectAt(from, 'key') !== undefined).toBe(
          typeof value === 'object' && value !== null && !Array.isArray(value),
        );
      }),
    );
  });

  it('see only the object’s own keys', () => {
    const from = parseJsonObject('x', '{"__proto__":{"name":"evil"}}');
    expect(stringAt(from, 'name')).toBeUndefined();
    expect(objectAt({}, 'constructor')).toBeUndefined();
    expect(objectAt({}, '__proto__')).toBeUndefined();
  });

  it('leave out what a list of objects holds besides objects', () => {
    expect(objectsAt({ list: [{ a: 1 }, null, 'x', [1], {}] }, 'list')).toEqual([{ a: 1 }, {}]);
  });
});
