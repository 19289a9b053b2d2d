import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContentKind } from '../../../src/record/recording.ts';
import { begin, BODY, end, EXAMPLES } from './examples.ts';
import { redacted } from './redacted.ts';

const SECRET_TEXTS: readonly (readonly [ContentKind, string])[] = Object.values(EXAMPLES).flatMap(
  ({ finds, leaves }) => [
    ...finds.map((each) =>
      'text' in each ? ([each.kind ?? 'text', each.text] as const) : (['text', each[0]] as const),
    ),
    ...leaves.map((each) =>
      typeof each === 'string' ? (['text', each] as const) : ([each.kind, each.text] as const),
    ),
  ],
);
const LINES = SECRET_TEXTS.filter(([kind]) => kind === 'text').map(([, text]) => text);
const PIECES = [
  '\n',
  ' ',
  '"',
  '\\',
  '\\"',
  '\\n',
  '{"',
  '"}',
  '[',
  ']',
  ',',
  '=',
  ':',
  '@',
  '://',
  'password',
  'token=',
  'é',
  '[redacted]',
  '\0',
  begin('RSA PRIVATE KEY'),
  end('RSA PRIVATE KEY'),
  BODY,
];
const line = fc.oneof(fc.constantFrom(...LINES), fc.string());
const text = fc
  .array(fc.oneof(line, fc.constantFrom(...PIECES)), { maxLength: 12 })
  .chain((parts) => fc.constantFrom('', '\n', ' ', '"').map((glue) => parts.join(glue)));
/** Every run tries the same inputs; another seed may be given by the environment variable DEADWAIT_SEED. */
const seed = Number(process.env['DEADWAIT_SEED'] ?? 1);
const kinds: readonly ContentKind[] = ['text', 'json', 'arguments'];

describe('splitting the input', () => {
  test.each(SECRET_TEXTS)('at any byte changes nothing in %s %j', async (kind, whole) => {
    const text = kind === 'text' ? `before\n${whole}\nafter é\n` : whole;
    const wanted = await redacted(text, kind);
    for (let size = 1; size < Math.min(text.length, 80); size++)
      expect(await redacted(text, kind, size)).toBe(wanted);
  });

  test.each(kinds)('of any %s anywhere changes nothing', async (kind) => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 64 }), async (text, size) => {
        expect(await redacted(text, kind, size)).toBe(await redacted(text, kind));
      }),
      { numRuns: 300, seed },
    );
  });

  test('in the middle of a line that is too long to be held changes nothing', async () => {
    const long = `first\n${'words of a log '.repeat(100_000)}password=hunter2-not-real ${'and more '.repeat(200_000)}\nlast password=x\n`;
    const wanted = await redacted(long, 'text', 64 * 1024);
    expect(wanted).not.toContain('hunter2');
    expect(wanted).toMatch(/^first\nwords of[^]*\[redacted\]\nlast password=\[redacted\]\n$/);
    for (const size of [1000, 65_537, 1024 * 1024, 1024 * 1024 + 1, long.length])
      expect((await redacted(long, 'text', size)) === wanted).toBe(true);
  });
});

describe('redacting', () => {
  test.each(SECRET_TEXTS)('%s %j twice is redacting it once', async (kind, whole) => {
    const once = await redacted(whole, kind);
    expect(await redacted(once, kind)).toBe(once);
  });

  test.each(kinds)('any %s twice is redacting it once', async (kind) => {
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        // The lines of a key that never ends are judged by its first line, of which the first pass may have taken something.
        fc.pre(!text.includes('BEGIN '));
        const once = await redacted(text, kind);
        expect(await redacted(once, kind)).toBe(once);
      }),
      { numRuns: 500, seed },
    );
  });

  test('leaves JSON valid, and every byte of it that is no secret', async () => {
    const whole =
      '{ "a" : 1.50,\n "b": 12345678901234567890, "b": "\\u00e9é\\/", "password": 12345, "ok": true }\n';
    const result = await redacted(whole, 'json');
    expect(result).toBe(whole.replace(' 12345,', ' "[redacted]",'));
    expect(() => JSON.parse(result)).not.toThrow();
  });

  test('leaves a long line that has no secret', async () => {
    const long = `${'words of a log '.repeat(200_000)}\nshort\n`;
    expect((await redacted(long, 'text', 64 * 1024)) === long).toBe(true);
  });
});
