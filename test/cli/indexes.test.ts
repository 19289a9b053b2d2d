import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { generateIndexes } from '../../scripts/generate-indexes.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the generated indexes', () => {
  it.each(generateIndexes().map(({ path, text }) => [path, text]))('are up to date: %s', (path, text) => {
    expect(readFileSync(`${ROOT}/${path}`, 'utf8'), 'npm run build writes it').toBe(text);
  });

  it('say of each command what the command says of itself', async () => {
    for (const command of COMMANDS) expect((await command.load()).summary).toBe(command.summary);
  });
});
