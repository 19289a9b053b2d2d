/**
 * Dumps in the manner of public incidents (test/incidents, with a link to the thread of each): frames from excerpts of the thread
 * where it shows any, else rebuilt from the sources of that version; counts and waits are made up. `fits` is what the tool says of
 * it, reviewed against what the thread found, the root first; none where it is no known cause, and then nothing may. These guard
 * against change; they are not a measure of how many incidents are recognised.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fitDump } from '../../src/causes/match/fit-dump.ts';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { findProbes } from '../../src/investigate/investigate.ts';
import type { GoroutineProfile } from '../../src/model/goroutine.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';
import { parseGoroutineTextProfile } from '../../src/parse/go/goroutine-text-profile.ts';
import { readPastedStacks } from '../../src/parse/go/pasted/pasted-stacks.ts';
import { renderDump } from '../support/render-dump.ts';

const FOLDER = 'test/incidents';
const causes = await loadCauses([]);
const argumentProbes = findProbes(causes);

const incidentSchema = z.strictObject({
  link: z.url(),
  daemon: z.string().optional(),
  version: z.string(),
  go: z.string(),
  fits: z.array(z.string()),
  goroutines: z.array(
    z.strictObject({
      state: z.string(),
      count: z.int().min(1),
      minutes: z.int().min(0),
      frames: z.array(z.string()).min(1),
      createdBy: z.string().exactOptional(),
    }),
  ),
});

const incidents = readdirSync(FOLDER)
  .sort()
  .map((name) => ({
    name: name.replace('.yaml', ''),
    incident: incidentSchema.parse(parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
  }));

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const read = async (dump: string): Promise<GoroutineProfile> =>
  parseGoroutineDump(chunks(dump), { daemon: 'dump', file: 'dump.txt', argumentProbes });

/** As people paste it: what a log put in front of it, blanks in place of tabs, no places. */
const PASTES: readonly ((dump: string) => string)[] = [
  (dump) => dump.replace(/^/gm, 'Oct 27 15:20:23 host-1 dockerd[1748]: ').replaceAll('\t', '        '),
  (dump) => `See below.\r\n${dump.replace(/^\t?/gm, '> ').replaceAll('\n', '\r\n')}`,
  (dump) => dump.replace(/^\t.*\n/gm, ''),
];

test.each(incidents)('$name', async ({ incident: { daemon, version, go, goroutines, fits } }) => {
  const dump = renderDump(goroutines, { go });
  const known = { version, ...(daemon === undefined ? {} : { daemon }) };
  const ids = (profile: GoroutineProfile): readonly string[] =>
    fitDump(profile, causes, known).fits.map(({ cause }) => cause.id);
  expect(ids(await read(dump))).toEqual(fits);
  for (const paste of PASTES) {
    const stacks = readPastedStacks(paste(dump));
    expect(stacks?.form).toBe('debug2');
    expect(ids(await read(stacks?.text ?? ''))).toEqual(fits);
  }
});

test.each(incidents)(
  '$name, of which only the functions are left, is not taken for another',
  async ({ incident }) => {
    const { daemon, version, go, goroutines, fits } = incident;
    const bare = renderDump(goroutines, { go })
      .replace(/^(?:goroutine .*|\t.*)\n/gm, '')
      .replace(/\(0x.*$|\(\{.*$/gm, '');
    const stacks = readPastedStacks(bare);
    expect(stacks?.form).toBe('debug1');
    const profile = await parseGoroutineTextProfile(chunks(stacks?.text ?? ''), {
      daemon: 'dump',
      file: 'dump.txt',
    });
    const found = fitDump(profile, causes, { version, ...(daemon === undefined ? {} : { daemon }) }).fits;
    // Of what nothing is known, states and waits may be all that speaks against a cause; a look-alike says that it is no fault.
    const faults = found.filter(({ cause }) => cause.kind !== 'lookalike').map(({ cause }) => cause.id);
    if (fits.length > 0) expect(fits).toEqual(expect.arrayContaining(faults));
    for (const { confidence } of fits.length === 0 ? found : []) expect(confidence).toBe('possible');
  },
);
