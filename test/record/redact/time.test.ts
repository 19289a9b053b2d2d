import { describe, expect, test } from 'vitest';
import type { ContentKind } from '../../../src/record/recording.ts';
import { redacted } from './redacted.ts';

const KIB = 1024;
const FEW = 128 * KIB;
const FOUR_TIMES = 512 * KIB;
/** Linear would be 4; a quadratic one takes 16. */
const MOST = 8;
/** Below this, the clock and the garbage collector say more than the work. */
const LEAST_MS = 30;

const UNITS = [
  'password=a;',
  'password=a',
  'password=',
  '--password ',
  'password: ',
  'token={',
  'token=[',
  ',',
  ';',
  '"',
  "'",
  '\\',
  '\\"',
  '{"',
  '{"a":',
  '[',
  '["',
  '[{"a":{',
  '{"name":"a_token",',
  '{"value":"a","name":"',
  '@',
  ':@',
  'a:b@',
  'a:',
  '://',
  '://a:',
  'a://b:c@',
  '-----BEGIN',
  '-----BEGIN RSA PRIVATE KEY-----',
  '-----BEGIN RSA PRIVATE KEY-----"',
  '-----END RSA PRIVATE KEY-----',
  'eyJa.eyJ',
  'Bearer ',
  'authorization: Basic ',
  'cookie: ',
  'AKIAAAAAAAAAAAAAAAAA ',
  'abcdef.0123456789abcde',
  'sig=',
  '$6$',
  'map[a_token:',
  'Env:[A=',
  'EnvVar{Name:a,Value:',
  'envs:{key:"a" value:"',
  'mysql -p ',
  'sshpass -p ',
  'docker -e ',
  'a_key',
  'key.',
  'name: token value: ',
  '<password>',
  ' ',
  'x',
] as const;

/** The other kinds pass their texts to the same rules; these are what they do by themselves. */
const OTHERS: readonly (readonly [ContentKind, string])[] = [
  ['json', '{"a":'],
  ['json', '['],
  ['json', '"'],
  ['json', '\\'],
  ['arguments', '-p\0'],
  ['arguments', '--password\0'],
];

describe('the time', () => {
  test.each([...UNITS.map((unit) => ['text', unit] as const), ...OTHERS])(
    'for %s of %j again and again grows as its length does',
    async (kind, unit) => {
      const few = unit.repeat(FEW / unit.length);
      const more = unit.repeat(FOUR_TIMES / unit.length);
      let best = Number.POSITIVE_INFINITY;
      // a neighbour may disturb one run
      for (let attempt = 0; attempt < 3 && best > MOST; attempt++)
        best = Math.min(best, (await time(more, kind)) / Math.max(LEAST_MS, await time(few, kind)));
      expect(best).toBeLessThanOrEqual(MOST);
    },
  );

  test.each(['text', 'json'] as const)(
    'for %s of JSON within JSON grows as its length does',
    async (kind) => {
      const nested = (length: number): string => {
        let text = '{"password":"hunter2-not-real"}';
        while (text.length < length) text = JSON.stringify({ a: text, b: 'x'.repeat(text.length) });
        return text;
      };
      const [few, more] = [nested(FEW), nested(FOUR_TIMES)];
      const ratio = (await time(more, kind)) / Math.max(LEAST_MS, await time(few, kind));
      expect(ratio / (more.length / few.length)).toBeLessThanOrEqual(2);
    },
  );
});

async function time(text: string, kind: ContentKind): Promise<number> {
  const start = performance.now();
  await redacted(text, kind);
  return performance.now() - start;
}
