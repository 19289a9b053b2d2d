import { expect, test } from 'vitest';
import { diffTexts } from '../../src/debug-mode/text-diff.ts';

test('a diff shows what went and what came, with two lines around', () => {
  expect(diffTexts('1\n2\n3\n4\nold\n5\n6\n7\n', '1\n2\n3\n4\nnew\n5\n6\n7\n')).toEqual([
    '  3',
    '  4',
    '- old',
    '+ new',
    '  5',
    '  6',
  ]);
});

test('a file that comes or goes is shown whole', () => {
  expect(diffTexts(undefined, '{}\n')).toEqual(['+ {}']);
  expect(diffTexts('{\n}\n', undefined)).toEqual(['- {', '- }']);
});

test('equal texts have no diff but what is around, and a long one is cut', () => {
  expect(diffTexts('a\n', 'a\n').filter((line) => /^[+-]/.test(line))).toEqual([]);
  const long = diffTexts(undefined, 'x\n'.repeat(1000));
  expect(long.length).toBe(61);
  expect(long.at(-1)).toBe('  … 940 more');
});
