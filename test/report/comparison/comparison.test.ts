import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { compareExhibits } from '../../../src/compare/compare-exhibits.ts';
import type { Comparison } from '../../../src/model/comparison.ts';
import {
  comparisonSchema,
  renderComparisonSchema,
} from '../../../src/report/comparison/comparison-schema.ts';
import { renderComparisonJson } from '../../../src/report/comparison/json.ts';
import { renderComparisonMarkdown } from '../../../src/report/comparison/markdown.ts';
import { renderComparison } from '../../../src/report/comparison/text.ts';
import { exhibitOf } from '../../compare/recorded-exhibit.ts';

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

const healthy = await exhibitOf('test/cases/healthy-18.09.2.tar.gz');
const leaking = await exhibitOf('examples/kill-wait-18.09.2.tar.gz');
const cured = await exhibitOf('test/cases/cured-18.09.2.tar.gz');
const forever = await exhibitOf('test/cases/stop-forever-20.10.24.tar.gz');

const pairs: readonly (readonly [string, Comparison])[] = [
  ['healthy-to-leaking', compareExhibits(healthy, leaking)],
  ['leaking-to-cured', compareExhibits(leaking, cured)],
  ['another-version', compareExhibits(leaking, forever)],
];
const paper = { width: 110, color: false, ascii: false };

describe.each(pairs)('%s', (name, comparison) => {
  test('reads as reviewed on a terminal', async () => {
    await expect(renderComparison(comparison, paper)).toMatchFileSnapshot(`goldens/${name}.txt`);
  });

  test('fits a narrow terminal', () => {
    const lines = renderComparison(comparison, { ...paper, width: 80 }).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('reads as reviewed in a ticket', async () => {
    await expect(renderComparisonMarkdown(comparison)).toMatchFileSnapshot(`goldens/${name}.md`);
  });

  test('keeps to its schema as JSON', () => {
    const printed: unknown = JSON.parse(renderComparisonJson(comparison));
    expect(comparisonSchema.parse(printed)).toEqual(comparison);
  });
});

test('the JSON of one pair is as reviewed', async () => {
  const [, comparison] = pairs[0] ?? [];
  if (comparison === undefined) throw new Error('there are pairs');
  await expect(renderComparisonJson(comparison)).toMatchFileSnapshot('goldens/healthy-to-leaking.json');
});

test('the schema has the type of the model, and is published', () => {
  const same: Same<DeepReadonly<z.infer<typeof comparisonSchema>>, DeepReadonly<Comparison>> = true;
  expect(same).toBe(true);
  expect(readFileSync('schema/comparison.v1.json', 'utf8')).toBe(renderComparisonSchema());
});

test('names from a host do no harm', () => {
  const [, comparison] = pairs[0] ?? [];
  if (comparison === undefined) throw new Error('there are pairs');
  const hostile: Comparison = {
    ...comparison,
    containers: [{ id: 'a'.repeat(64), name: '\u001b[2J[x](http://evil)', presence: 'new' }],
  };
  expect(renderComparison(hostile, paper)).not.toContain('\u001b');
  expect(renderComparisonMarkdown(hostile)).not.toContain('\u001b');
});
