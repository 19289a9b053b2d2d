import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containers } from '../../src/collect/containers.ts';
import { tasks } from '../../src/collect/tasks.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';

const ROOT = join(import.meta.dirname, '../..');
const OPTIONS = { fullDumpLimit: 50_000, argumentProbes: [] };
const CASES = ['examples', 'test/cases'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.tar.gz'))
    .map((name) => join(folder, name)),
);

describe('the tasks of recorded hosts', () => {
  for (const path of CASES) {
    const name = path.replace(/^.*\//, '').replace(/\.tar\.gz$/, '');
    it(`${name} has the blocked tasks, backends and first processes of its golden`, async () => {
      const host = await openRecordedHost(join(ROOT, path));
      const before = await containers.collect(host, OPTIONS, EMPTY_SNAPSHOT);
      const { part, gaps } = await tasks.collect(host, OPTIONS, { ...EMPTY_SNAPSHOT, ...before.part });
      await host.close();
      const { processes, hostMounts, ...facts } = part.tasks ?? { processes: new Map(), hostMounts: [] };
      const golden = { processCount: processes.size, hostMountCount: hostMounts.length, ...facts, gaps };
      const json = JSON.stringify(
        golden,
        (_, value) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value),
        2,
      );
      await expect(`${json}\n`).toMatchFileSnapshot(
        join(import.meta.dirname, 'goldens/tasks', `${name}.json`),
      );
    });
  }
});
