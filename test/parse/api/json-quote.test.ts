import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonQuote } from '../../../src/parse/api/json-quote.ts';

describe('createJsonQuote', () => {
  it('quotes compact JSON in its own words, on line 1', () => {
    const quote = createJsonQuote('docker/version.json', '{"Version":"18.09.2","ApiVersion":"1.39"}');
    expect(quote('Version', '18.09.2')).toEqual({
      file: 'docker/version.json',
      line: 1,
      quote: '"Version":"18.09.2"',
    });
  });

  it('quotes indented JSON with its blanks and counts lines', () => {
    const quote = createJsonQuote('x', '{\n "a": {\n  "id": "1"\n },\n "b": {\n  "id" : "2"\n }\n}\n');
    expect(quote('id', '1')).toEqual({ file: 'x', line: 3, quote: '"id": "1"' });
    expect(quote('id', '2')).toEqual({ file: 'x', line: 6, quote: '"id" : "2"' });
  });

  it('passes over the same key with another value, and the same words as a value', () => {
    const quote = createJsonQuote('x', '{"id":["id","7"],\n"id":"6","id":"7"}');
    expect(quote('id', '7')).toEqual({ file: 'x', line: 2, quote: '"id":"7"' });
  });

  it('gives the words without a line when they do not stand there as such, and then stops searching', () => {
    const quote = createJsonQuote('x', '{"name":"caf\\u00e9","id":"7"}');
    expect(quote('name', 'café')).toEqual({ file: 'x', quote: '"name":"café"' });
    expect(quote('id', '7')).toEqual({ file: 'x', quote: '"id":"7"' });
  });

  it('cuts a quote that is too long to be read', () => {
    const text = JSON.stringify({ name: 'x'.repeat(10_000) });
    expect(createJsonQuote('x', text)('name', 'x'.repeat(10_000)).quote).toHaveLength(200);
  });

  it('finds every pair of any indented object in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 8 }), (keys) => {
        const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, key])), null, 1);
        const quote = createJsonQuote('x', text);
        for (const [index, key] of keys.entries()) expect(quote(key, key).line).toBe(index + 2);
      }),
    );
  });
});
