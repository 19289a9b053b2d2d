import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockedForNodes, lockedPackages } from './locked.ts';
import { ROOT } from './packed.ts';

const NOTICE = readFileSync(join(ROOT, 'NOTICE'), 'utf8');

describe('NOTICE', () => {
  it('names every package that the tarball carries, with its version', () => {
    const carried = Object.entries(lockedForNodes());
    expect(carried.length).toBeGreaterThan(20);
    const missing = carried.filter(([path, version]) => !hasLine(nameOf(path), version));
    expect(missing).toEqual([]);
  });

  it('names every package whose code is in the report page, with its licence text', () => {
    const packages = pagePackages();
    expect(packages).toEqual(expect.arrayContaining(['preact', '@preact/signals', '@preact/signals-core']));
    const locked = lockedPackages();
    for (const name of packages) {
      expect(hasLine(name, locked[`node_modules/${name}`]?.version ?? ''), name).toBe(true);
      const licence = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8').trim();
      expect(NOTICE).toContain(licence);
    }
  });

  it('names no package that is not carried', () => {
    const names = [...NOTICE.matchAll(/^(@?[\w./-]+) \d+\.\d+\.\d+\S* \(/gm)].map((match) => match[1] ?? '');
    const known = new Set([...Object.keys(lockedForNodes()).map(nameOf), ...pagePackages()]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

function hasLine(name: string, version: string): boolean {
  return NOTICE.split('\n').some((line) => line.startsWith(`${name} ${version} (`));
}

/** What ui/ imports, and what those packages depend on. */
function pagePackages(): string[] {
  const sources = readdirSync(join(ROOT, 'ui'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const names = sources.flatMap((text) =>
    [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^'.][^']*)'/gms)]
      .filter((match) => !match[0].startsWith('import type'))
      .map((match) => /^(?:@[^/]+\/)?[^/]+/.exec(match[1] ?? '')?.[0] ?? ''),
  );
  const locked = lockedPackages();
  const found = new Set<string>(names);
  for (const name of found) {
    for (const dependency of Object.keys(locked[`node_modules/${name}`]?.dependencies ?? {}))
      found.add(dependency);
  }
  return [...found].sort();
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
