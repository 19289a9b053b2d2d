import { describe, expect, test } from 'vitest';
import { createRuleSet } from '../../../src/record/redact/rule-set.ts';
import { RULES } from '../../../src/record/redact/rules.ts';
import { EXAMPLES, type Example } from './examples.ts';
import { redacted } from './redacted.ts';

const asExample = (each: Example | readonly [string, string]): Example =>
  'text' in each ? each : { text: each[0], secret: each[1] };
const secretsOf = ({ secret }: Example): readonly string[] =>
  typeof secret === 'string' ? [secret] : secret;

test('every rule has an id of its own, and no example is of a rule that is gone', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(RULES.map(({ id }) => id).sort());
});

describe.each(RULES)('the rule $id', ({ id, by }) => {
  const { finds, leaves } = EXAMPLES[id] ?? { finds: [], leaves: [] };

  test('has something that it finds, and something that looks alike', () => {
    expect([finds.length > 0, leaves.length > 0]).toEqual([true, true]);
  });

  test.each(finds.map(asExample).map((each) => [each.text, each] as const))(
    'takes the secret out of %j',
    async (text, each) => {
      const result = await redacted(text, each.kind ?? 'text');
      expect(secretsOf(each).filter((secret) => result.includes(secret))).toEqual([]);
      expect(result).toContain('[redacted]');
      // what stands in front stays: only the value goes
      if (by === 'name' && /^[\w-]+[=:]/.test(text)) expect(result.slice(0, 3)).toBe(text.slice(0, 3));
    },
  );

  test.each(
    leaves.map((each) =>
      typeof each === 'string' ? ([each, 'text'] as const) : ([each.text, each.kind] as const),
    ),
  )('leaves %j as it is', async (text, kind) => expect(await redacted(text, kind)).toBe(text));
});

describe('without the rule', () => {
  test.each(RULES)('$id, something that it finds stays', async ({ id }) => {
    const rules = createRuleSet(RULES.filter((rule) => rule.id !== id));
    const left: string[] = [];
    for (const each of (EXAMPLES[id]?.finds ?? []).map(asExample)) {
      const result = await redacted(each.text, each.kind, undefined, rules);
      left.push(...secretsOf(each).filter((secret) => result.includes(secret)));
    }
    expect(left).not.toEqual([]);
  });
});
