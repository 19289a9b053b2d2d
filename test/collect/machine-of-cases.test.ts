import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { containers } from '../../src/collect/containers.ts';
import { daemons } from '../../src/collect/daemons.ts';
import { hostFacts } from '../../src/collect/host-facts.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { EMPTY_SNAPSHOT } from '../../src/model/snapshot.ts';
import { OPTIONS } from './case-folder.ts';

const root = new URL('../../', import.meta.url).pathname;
const archives = ['test/cases', 'examples'].flatMap((folder) =>
  readdirSync(`${root}${folder}`)
    .filter((name) => name.endsWith('.tar.gz'))
    .map((name) => ({ name: name.replace('.tar.gz', ''), path: `${root}${folder}/${name}` })),
);

const plain = (_: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(value) : value;

describe('host, daemons and containers of every recorded case', () => {
  it.each(archives)('are as before in $name', async ({ name, path }) => {
    const host = await openRecordedHost(path);
    const collected = await Promise.all(
      [hostFacts, daemons, containers].map((one) => one.collect(host, OPTIONS, EMPTY_SNAPSHOT)),
    );
    await host.close();
    const found = {
      ...Object.assign({}, ...collected.map(({ part }) => part)),
      gaps: collected.flatMap(({ gaps }) => gaps),
    };
    await expect(`${JSON.stringify(found, plain, 2)}\n`).toMatchFileSnapshot(`goldens/machine/${name}.json`);
  });
});
