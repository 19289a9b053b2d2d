import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonMembers } from '../../src/parse/json-members.ts';
import { ParseError } from '../../src/parse/parse-error.ts';

describe('the members of a JSON object', () => {
  it('are found where they stand, whatever is in their values', () => {
    const text = '\n{ "a" : [1, {"b": "}"}] , "\\u0064ebug":true,"c":"x\\"y"}\n';
    const { members, open, close } = parseJsonMembers(text);
    expect(members.map(({ key, valueStart, valueEnd }) => [key, text.slice(valueStart, valueEnd)])).toEqual([
      ['a', '[1, {"b": "}"}]'],
      ['debug', 'true'],
      ['c', '"x\\"y"'],
    ]);
    expect([text[open - 1], text[close]]).toEqual(['{', '}']);
  });

  it('are all of them, with their values, for any object and any layout', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(0, 1, '\t', ' \n'),
        (object, space) => {
          const text = JSON.stringify(object, undefined, space === ' \n' ? 3 : space);
          const { members } = parseJsonMembers(text);
          expect(members.map(({ key }) => key)).toEqual(Object.keys(JSON.parse(text) as object));
          for (const { key, valueStart, valueEnd } of members)
            expect(JSON.stringify(JSON.parse(text.slice(valueStart, valueEnd)))).toBe(
              JSON.stringify(Object.getOwnPropertyDescriptor(JSON.parse(text), key)?.value),
            );
        },
      ),
    );
  });

  it('of what is no object are a ParseError, and never a hang', () => {
    for (const text of ['', ' ', '[]', 'null', '{', '{"a":1,}', '// x\n{}', '\ufeff{}', '{"a":1} x'])
      expect(() => parseJsonMembers(text), text).toThrow(ParseError);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n1at'.split('')) }), (text) => {
        try {
          parseJsonMembers(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
