/**
 * Every cause that goroutines give away, on a dump of its own frames (test/knowledge/examples: full names, as the sources of that version
 * have them), and on dumps that only nearly have them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fitDump } from '../../src/causes/match/fit-dump.ts';
import { expandStates } from '../../src/causes/facts/goroutine-states.ts';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { conclude, findProbes } from '../../src/investigate/investigate.ts';
import type { Cause } from '../../src/model/cause.ts';
import type { Finding } from '../../src/model/diagnosis.ts';
import type { GoroutineProfile } from '../../src/model/goroutine.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { SOCKET_STATE } from '../../src/model/unix-socket.ts';
import { parseGoroutineDump } from '../../src/parse/go/goroutine-dump.ts';
import { parseVersion, compareVersions, inRange } from '../../src/parse/version.ts';
import { renderDump, type DumpedGoroutines } from '../support/render-dump.ts';

const FOLDER = 'test/knowledge/examples';
const causes = await loadCauses([]);

const exampleSchema = z.strictObject({
  daemon: z.string(),
  version: z.string(),
  go: z.string(),
  /** A recorded host in which the cause is as well. */
  case: z.string().optional(),
  goneClients: z.int().optional(),
  /** false: it is no fault, and never makes a finding. */
  finding: z.boolean().default(true),
  goroutines: z.array(
    z.strictObject({
      state: z.string(),
      count: z.int().min(1),
      minutes: z.int().min(0),
      line: z.int().exactOptional(),
      words: z.string().exactOptional(),
      frames: z.array(z.string()).min(1),
      createdBy: z.string().exactOptional(),
    }),
  ),
});
type Example = z.infer<typeof exampleSchema>;

const examples = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ({
    id: name.replace('.yaml', ''),
    example: exampleSchema.parse(parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
  }));

function causeOf(id: string): Cause {
  const cause = causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`test/knowledge/examples/${id}.yaml is about no cause`);
  return cause;
}

async function profileOf(
  { daemon, go }: Example,
  goroutines: readonly DumpedGoroutines[],
  root?: string,
): Promise<GoroutineProfile> {
  const text = renderDump(goroutines, { go, ...(root === undefined ? {} : { root }) });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  return parseGoroutineDump(chunks(), {
    daemon,
    file: `pprof/${daemon}/goroutine.debug2.txt`,
    argumentProbes: findProbes(causes),
  });
}

function snapshotOf(example: Example, profile: GoroutineProfile, version = example.version): Snapshot {
  const name = example.daemon === 'containerd-shim' ? 'containerd' : example.daemon;
  const sample = {
    file: 'sockets/ss-xanp.txt',
    line: 1,
    quote: 'u_str ESTAB 0 0 /var/run/docker.sock 1 * 0',
  };
  return {
    host: { live: false, capturedAt: '2026-11-24T02:09:00Z' },
    daemons: [{ name, version, versionEvidence: { file: 'docker/version.json', line: 1, quote: version } }],
    containers: [],
    goroutines: [profile],
    heaps: [],
    logs: [],
    gaps: [],
    ...(example.goneClients === undefined
      ? {}
      : {
          sockets: {
            source: 'ss',
            file: 'sockets/ss-xanp.txt',
            socketCount: example.goneClients,
            peersKnown: true,
            groups: [
              {
                path: '/var/run/docker.sock',
                state: SOCKET_STATE.established,
                peer: 'gone',
                count: example.goneClients,
                unreadByClientBytes: 0,
                unreadClientCount: 0,
                sample,
              },
            ],
          },
        }),
  };
}

const findingsOf = (snapshot: Snapshot): readonly Finding[] => conclude(snapshot, causes).findings;

async function finds(
  id: string,
  example: Example,
  goroutines: readonly DumpedGoroutines[],
  version?: string,
): Promise<boolean> {
  const profile = await profileOf(example, goroutines);
  return findingsOf(snapshotOf(example, profile, version)).some((finding) => finding.cause === id);
}

/** The first release from which a range is closed that no other range of the cause holds. */
function unaffectedVersion(cause: Cause): string | undefined {
  const ends = [
    ...cause.affected.flatMap(({ before }) => before ?? []),
    ...cause.affected.flatMap(({ from }) => (from === undefined ? [] : [justBefore(from)])),
  ];
  return ends.find((version) => cause.affected.every((range) => inRange(version, range) === false));
}

function justBefore(version: string): string {
  const { major = 0, minor = 0 } = parseVersion(version) ?? {};
  return minor > 0 ? `${major}.${minor - 1}.0` : `${major - 1}.0.0`;
}

const primaryStates = (cause: Cause): readonly string[] =>
  cause.groups.filter(({ role }) => role === 'primary').flatMap(({ states }) => expandStates(states ?? []));

describe.each(examples)('$id', ({ id, example }) => {
  const cause = causeOf(id);
  const { goroutines } = example;

  test('is found by its frames, whatever the build, and nothing else is', async () => {
    for (const root of ['/go/src', '/root/rpmbuild/BUILD/src', '/build/x/_build/src']) {
      const findings = findingsOf(snapshotOf(example, await profileOf(example, goroutines, root)));
      const grave = findings.filter(({ severity }) => severity !== 'info').map((finding) => finding.cause);
      expect(findings.some((finding) => finding.cause === id)).toBe(example.finding);
      // Its goroutines may wait for a lock as well; whose that is, the lock analysis says.
      expect(grave.filter((one) => one !== id && causeOf(one).locks === undefined)).toEqual([]);
    }
  });

  test('fits the dump by itself', async () => {
    const { fits, daemon = example.daemon } = fitDump(await profileOf(example, goroutines), causes, {
      version: example.version,
    });
    expect(daemon).toBe(example.daemon);
    expect(fits.map((fit) => fit.cause.id)).toContain(id);
  });

  test('is not found one frame off', async () => {
    const off = goroutines.map((group) => ({
      ...group,
      frames: group.frames.map((name) => name.replace(/(\w)((?:\.func\d+(?:\.\d+)*)?)$/, '$1Elsewhere$2')),
    }));
    expect(await finds(id, example, off)).toBe(false);
  });

  test('is not found in a version without the flaw', async () => {
    const version = unaffectedVersion(cause);
    if (version === undefined) return;
    expect([version, await finds(id, example, goroutines, version)]).toEqual([version, false]);
  });

  test('is not found while its goroutines are few and young', async () => {
    const young = goroutines.map((group) => ({ ...group, count: 1, minutes: 0 }));
    if (cause.suspicion.some(({ count, ...rest }) => count === 1 && Object.keys(rest).length === 0)) return;
    expect(await finds(id, { ...example, goneClients: 1 }, young)).toBe(false);
  });

  test('is not found in another state', async () => {
    const states = primaryStates(cause);
    if (states.length === 0) return;
    const state = states.includes('running') ? 'chan receive' : 'running';
    const other = goroutines.map((group) => ({ ...group, state }));
    expect(await finds(id, example, other)).toBe(false);
  });
});

test('versions of the examples have the flaw', () => {
  for (const { id, example } of examples) {
    const answers = causeOf(id).affected.map((range) => inRange(example.version, range));
    expect([id, answers.includes(true)]).toEqual([id, true]);
    const version = parseVersion(example.version);
    expect(version && compareVersions(version, version)).toBe(0);
  }
});
