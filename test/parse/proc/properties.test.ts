import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/parse/parse-error.ts';
import { parsePsTable } from '../../../src/parse/proc/ps-table.ts';
import { PARSERS, chunksOf } from './parsers.ts';

const FOLDER = join(import.meta.dirname, 'goldens');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

/** Runs a parser; anything but a result or a ParseError fails the test. */
async function outcome(parser: (text: string) => unknown, text: string): Promise<unknown> {
  try {
    return await parser(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return undefined;
  }
}

describe('whatever the bytes are', () => {
  for (const [name, parser] of PARSERS) {
    it(`${name} throws nothing but ParseError for random text`, async () => {
      const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 300 }));
      await fc.assert(fc.asyncProperty(text, async (one) => void (await outcome(parser, one))));
    });
  }

  for (const file of files) {
    const parser = PARSERS.get(file.split('.')[0] ?? '') ?? String;
    const text = readFileSync(join(FOLDER, file), 'utf8');
    it(`${file} cut anywhere gives a result or a ParseError`, async () => {
      for (let end = 0; end <= text.length; end += Math.max(1, Math.floor(text.length / 400))) {
        await outcome(parser, text.slice(0, end));
      }
    });
    it(`${file} with a byte changed gives a result or a ParseError`, async () => {
      const change = fc.tuple(
        fc.nat(Math.max(text.length - 1, 0)),
        fc.string({ maxLength: 3, unit: 'binary' }),
      );
      await fc.assert(
        fc.asyncProperty(change, async ([at, put]) => {
          await outcome(parser, text.slice(0, at) + put + text.slice(at + 1));
        }),
      );
    });
  }
});

describe('a thread table', () => {
  const bytes = readFileSync(join(FOLDER, 'ps-table.kill-wait.txt'));

  it('is the same however it is cut into chunks', async () => {
    const whole = await parsePsTable(chunksOf(bytes, bytes.length));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
        expect(await parsePsTable(chunksOf(bytes, size))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('that ends too early gives the threads before its end', async () => {
    const whole = await parsePsTable(chunksOf(bytes, bytes.length));
    for (let end = 0; end < bytes.length; end += 37) {
      const some = await parsePsTable(chunksOf(bytes.subarray(0, end), 4096));
      expect(some).toEqual(whole.slice(0, some.length));
    }
  });
});
