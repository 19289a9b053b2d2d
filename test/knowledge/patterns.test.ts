import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileFunctionPattern } from '../../src/parse/go/function-name.ts';

const FOLDER = 'knowledge';
/** Keys whose texts become regular expressions: of functions, and of log lines. */
const FUNCTION_KEYS = new Set([
  'on',
  'leaf',
  'through',
  'without',
  'createdBy',
  'function',
  'taken',
  'holds',
]);

interface Pattern {
  readonly place: string;
  readonly expression: Pick<RegExp, 'source' | 'flags'>;
}

function patternsIn(value: unknown, key: string, place: string): readonly Pattern[] {
  if (typeof value === 'string') {
    // Log lines are looked at where a needle stands (log-messages.ts): sticky.
    if (key === 'regex') return [{ place, expression: new RegExp(value, 'y') }];
    return FUNCTION_KEYS.has(key) ? [{ place, expression: compileFunctionPattern(value) }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((one: unknown) => patternsIn(one, key, place));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => patternsIn(one, name, `${place} ${name}`));
}

/** How an expression takes more than linear time; a sticky one never looks from another place. */
function slowness({ source, flags }: Pick<RegExp, 'source' | 'flags'>): readonly string[] {
  const { reports } = analyse({ source, flags });
  return reports.map(({ type }) => type).filter((type) => type !== 'Move' || !flags.includes('y'));
}

test('no pattern of the knowledge takes more than linear time', () => {
  const patterns = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => patternsIn(parse(readFileSync(join(FOLDER, name), 'utf8')), '', name));
  expect(patterns.length).toBeGreaterThan(300);
  const slow = patterns.flatMap(({ place, expression }) =>
    slowness(expression).map((type) => `${place}: ${type}: ${expression.source}`),
  );
  expect(slow).toEqual([]);
});

test('the analysis finds what is slow', () => {
  expect(slowness(/^[0-9]+[0-9.]*x/)).toContain('Trade');
  expect(slowness(/^(?:a+)+$/)).toContain('Self');
  expect(slowness(/,+$/)).toContain('Move');
});
