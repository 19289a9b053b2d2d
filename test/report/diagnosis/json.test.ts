import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { diagnosisSchema } from '../../../src/report/diagnosis/diagnosis-schema.ts';
import { renderJsonSchema } from '../../../src/report/diagnosis/json-schema.ts';
import { KEY_ORDER, renderJson } from '../../../src/report/diagnosis/json.ts';
import { healthy, killWait } from '../fixtures/kill-wait.ts';

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

describe('the JSON report', () => {
  it('has a schema whose type is that of the model', () => {
    const same: Same<DeepReadonly<z.infer<typeof diagnosisSchema>>, DeepReadonly<Diagnosis>> = true;
    expect(same).toBe(true);
  });

  it.each([
    ['a leak', killWait],
    ['a healthy host', healthy],
  ])('keeps to its schema for %s', (_, diagnosis) => {
    const printed: unknown = JSON.parse(renderJson(diagnosis));
    expect(diagnosisSchema.parse(printed)).toEqual(diagnosis);
  });

  it('has a place for every key of the schema, and none twice', () => {
    const keys = new Set(JSON.stringify(JSON.parse(renderJsonSchema())).matchAll(/"properties":\{/g));
    expect(keys.size).toBeGreaterThan(5);
    const named = [...findProperties(JSON.parse(renderJsonSchema()))];
    expect(named.filter((key) => !KEY_ORDER.includes(key))).toEqual([]);
    expect(new Set(KEY_ORDER).size).toBe(KEY_ORDER.length);
    expect(KEY_ORDER.filter((key) => !named.includes(key))).toEqual([]);
  });

  it('prints the keys in a fixed order, whatever order they were made in', () => {
    const { schema, verdict, ...rest } = killWait;
    expect(renderJson({ ...rest, verdict, schema })).toBe(renderJson(killWait));
    expect(Object.keys(JSON.parse(renderJson(killWait)) as object)).toEqual(
      'schema verdict headline complete coverage host daemons findings books gaps'.split(' '),
    );
  });

  it('is published as a JSON Schema that is up to date', () => {
    const file = new URL('../../../schema/diagnosis.v1.json', import.meta.url);
    expect(readFileSync(file, 'utf8'), 'npm run build writes it').toBe(renderJsonSchema());
  });
});

function* findProperties(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    if (key === 'properties' && typeof each === 'object' && each !== null) yield* Object.keys(each);
    yield* findProperties(each);
  }
}
