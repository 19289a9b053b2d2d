import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { renderCauseSchema } from '../../src/knowledge/json-schema.ts';
import { renderCauseDocs } from '../../src/report/causes/cause-docs.ts';

test('schema/cause.v1.json is what the schema of knowledge files says', () => {
  expect(readFileSync('schema/cause.v1.json', 'utf8')).toBe(renderCauseSchema());
});

test('docs/causes.md is what the knowledge files say', async () => {
  const leftOut = readFileSync('knowledge/LEFT-OUT.md', 'utf8');
  expect(readFileSync('docs/causes.md', 'utf8')).toBe(renderCauseDocs(await loadCauses([]), leftOut));
});
