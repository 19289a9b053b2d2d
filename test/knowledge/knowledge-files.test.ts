import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expandStates } from '../../src/causes/facts/goroutine-states.ts';
import { causeSchema } from '../../src/knowledge/cause-schema.ts';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { loadLogMessages } from '../../src/knowledge/log-knowledge.ts';
import { detectors } from '../../src/causes/detect/detectors/index.ts';
import { OPERATION_STUCK } from '../../src/causes/unexplained/operation-stuck.ts';
import { UNKNOWN_GROWTH } from '../../src/causes/unexplained/unknown-growth.ts';
import type { Cause } from '../../src/model/cause.ts';
import { readPackageKnowledge } from '../../src/host/package-knowledge.ts';
import { compileFunctionPattern } from '../../src/parse/go/function-name.ts';
import { parseVersion } from '../../src/parse/version.ts';

/** As the runtime prints them, of all versions from go1.8 on. */
const GO_STATES = [
  'running',
  'runnable',
  'syscall',
  'sleep',
  'select',
  'chan receive',
  'chan send',
  'IO wait',
  'semacquire',
  'sync.Mutex.Lock',
  'sync.RWMutex.Lock',
  'sync.RWMutex.RLock',
  'sync.Cond.Wait',
  'sync.WaitGroup.Wait',
];

const files = (await readPackageKnowledge()).filter(({ file }) => !file.startsWith('log-messages/'));
const causes = await loadCauses([]);
const messages = await loadLogMessages();

test.each(files.map(({ file, content }) => [file, content]))(
  '%s is what the schema says',
  (_file, content) => {
    const checked = causeSchema.safeParse(content);
    expect(checked.error?.issues ?? []).toEqual([]);
  },
);

const hasPrimary = ({ groups }: Cause): boolean => groups.some(({ role }) => role === 'primary');
const hasSigns = ({ groups, shows, locks }: Cause): boolean =>
  shows !== undefined || locks !== undefined || groups.some(({ role }) => role === 'missing');

test('every cause is found by a signature, by locks, by signs or by a detector, and every detector has its cause', () => {
  const detected = new Set([...detectors.map((detector) => detector.cause), UNKNOWN_GROWTH, OPERATION_STUCK]);
  for (const cause of causes)
    expect([cause.id, hasPrimary(cause) || hasSigns(cause) || detected.has(cause.id)]).toEqual([
      cause.id,
      true,
    ]);
  for (const id of detected) expect(causes.map((cause) => cause.id)).toContain(id);
});

test('every signature has an example of its own, or a recorded host', () => {
  const recorded = ['dockerd-kill-unbounded-wait', 'dockerd-stop-negative-timeout'];
  const examples = readdirSync('test/knowledge/examples').map((name) => name.replace('.yaml', ''));
  expect([...recorded, ...examples].sort()).toEqual(causes.filter(hasPrimary).map(({ id }) => id));
});

test('a fault says from when on it is no ordinary work; a look-alike is never more than information', () => {
  for (const cause of causes.filter(hasPrimary))
    if (cause.suspicion.length === 0) expect([cause.id, cause.kind]).toEqual([cause.id, 'lookalike']);
});

test('versions, function patterns and log messages that a cause names exist', () => {
  const known = new Set(messages.map((message) => message.id));
  for (const cause of causes) {
    for (const { from, before } of cause.affected)
      for (const version of [from, before])
        if (version !== undefined) expect(parseVersion(version)).toBeDefined();
    for (const group of cause.groups)
      for (const pattern of [group.leaf ?? [], group.through ?? [], group.without ?? []].flat(2))
        expect(() => compileFunctionPattern(pattern)).not.toThrow();
    for (const id of cause.explains) expect(causes.map((one) => one.id)).toContain(id);
    for (const { taken = [], holds = [], through = [], without = [] } of cause.locks ?? [])
      for (const pattern of [...taken, ...holds, ...through, ...without])
        expect(() => compileFunctionPattern(pattern)).not.toThrow();
    for (const { message } of cause.counted) expect(known).toContain(message);
    for (const message of cause.shows?.logs?.flatMap((sign) => sign.messages) ?? [])
      expect(known).toContain(message);
    for (const state of cause.groups.flatMap(({ states }) => expandStates(states ?? [])))
      expect(GO_STATES).toContain(state);
  }
});

test('a signature has a primary group, a cost and a daemon', () => {
  for (const cause of causes.filter(hasPrimary)) {
    expect([cause.id, cause.cost !== undefined, cause.daemon !== undefined]).toEqual([cause.id, true, true]);
  }
});

test('a lock is known by who asks for it, or is that of another cause; and a cause with one has a daemon', () => {
  const owners = new Set(
    causes.filter(({ locks }) => locks?.some(({ of }) => of === undefined)).map(({ id }) => id),
  );
  for (const { id, daemon, locks = [], contention } of causes)
    for (const lock of locks) {
      expect([id, lock.of === undefined ? lock.taken !== undefined : owners.has(lock.of)]).toEqual([
        id,
        true,
      ]);
      expect([id, lock.taken !== undefined || lock.holds !== undefined]).toEqual([id, true]);
      expect([id, daemon]).not.toEqual([id, undefined]);
      if (lock.of === undefined) expect([id, Object.keys(contention).length > 0]).toEqual([id, true]);
      if (lock.needs === 'holder') expect([id, lock.holds !== undefined]).toEqual([id, true]);
    }
});
