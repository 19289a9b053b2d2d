/**
 * Every claim of a knowledge file is checked in the sources or marked as unverified. Files with claims that are neither are listed
 * here; the list only gets shorter.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePage } from '../../scripts/verify-knowledge/page.ts';
import { claimsOf, openClaims } from '../../src/knowledge/claims.ts';
import { loadCauses } from '../../src/knowledge/load-causes.ts';

const causes = await loadCauses([]);
const OPEN_FILES = 'test/knowledge/open-claims.txt';
/** Files on the list when it was made: never more. */
const MOST_OPEN = 90;

test('files with claims that are neither checked nor unverified are those of the list, which only gets shorter', () => {
  const listed = readFileSync(OPEN_FILES, 'utf8').split('\n').filter(Boolean);
  const open = causes.filter((cause) => openClaims(cause).length > 0).map(({ id }) => id);
  expect(open).toEqual(listed);
  expect(listed.length).toBeLessThanOrEqual(MOST_OPEN);
});

test('what is checked or unverified is a claim of the file', () => {
  for (const cause of causes) {
    const claims = claimsOf(cause);
    const marked = cause.unverified === true ? [] : (cause.unverified ?? []);
    for (const claim of [...(cause.checked ?? []).map(({ what }) => what), ...marked])
      expect([cause.id, claims.includes(claim) ? claim : `${claim} is no claim`]).toEqual([cause.id, claim]);
  }
});

test('no knowledge file has changed since it was held against the sources', () => {
  const rows = parsePage(readFileSync('docs/knowledge-check.md', 'utf8'));
  const digests = readdirSync('knowledge', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
    .map((path) => [
      path.replace('knowledge/', ''),
      createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 32),
    ]);
  expect(rows.map(({ file, digest }) => [file, digest])).toEqual(digests);
});

test('what the last check found wrong is nothing', () => {
  const rows = parsePage(readFileSync('docs/knowledge-check.md', 'utf8'));
  expect(rows.filter(({ wrong }) => wrong > 0).map(({ file }) => file)).toEqual([]);
});
