import { expect, test } from 'vitest';
import { causeSchema } from '../../../src/causes/knowledge/cause-schema.ts';
import { loadCauses } from '../../../src/causes/knowledge/load-causes.ts';
import { loadLogMessages } from '../../../src/collect/log-knowledge.ts';
import { detectors } from '../../../src/causes/detectors/index.ts';
import { readPackageKnowledge } from '../../../src/host/package-knowledge.ts';
import { compileFunctionPattern } from '../../../src/parse/go/function-name.ts';
import { parseVersion } from '../../../src/parse/version.ts';

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

test('every cause is found by a signature, by its locks or by a detector, and every detector has its cause', () => {
  const detected = new Set(detectors.map((detector) => detector.cause));
  for (const cause of causes)
    expect([
      cause.id,
      cause.groups.length > 0 || cause.locks !== undefined || detected.has(cause.id),
    ]).toEqual([cause.id, true]);
  for (const id of detected) expect(causes.map((cause) => cause.id)).toContain(id);
});

test('versions, function patterns and log messages that a cause names exist', () => {
  const known = new Set(messages.map((message) => message.id));
  for (const cause of causes) {
    for (const { from, before } of cause.affected)
      for (const version of [from, before])
        if (version !== undefined) expect(parseVersion(version)).toBeDefined();
    for (const group of cause.groups)
      for (const pattern of [group.leaf, ...(group.through ?? []), ...(group.without ?? [])])
        expect(() => compileFunctionPattern(pattern)).not.toThrow();
    for (const { taken = [], holds = [], through = [], without = [] } of cause.locks ?? [])
      for (const pattern of [...taken, ...holds, ...through, ...without])
        expect(() => compileFunctionPattern(pattern)).not.toThrow();
    for (const { message } of cause.counted) expect(known).toContain(message);
  }
});

test('a signature has one primary group, and a cost', () => {
  for (const cause of causes.filter((one) => one.groups.length > 0)) {
    expect(cause.groups.filter((group) => group.role === 'primary')).toHaveLength(1);
    expect(cause.cost).toBeDefined();
    expect(cause.daemon).toBeDefined();
  }
});

test('a lock is known by who asks for it, or is that of another cause; and a cause with one has a daemon', () => {
  const owners = new Set(
    causes.filter(({ locks }) => locks?.some(({ of }) => of === undefined)).map(({ id }) => id),
  );
  for (const { id, daemon, locks = [], suspicion } of causes)
    for (const lock of locks) {
      expect([id, lock.of === undefined ? lock.taken !== undefined : owners.has(lock.of)]).toEqual([
        id,
        true,
      ]);
      expect([id, lock.taken !== undefined || lock.holds !== undefined]).toEqual([id, true]);
      expect([id, daemon]).not.toEqual([id, undefined]);
      if (lock.of === undefined) expect([id, Object.keys(suspicion).length > 0]).toEqual([id, true]);
      if (lock.needs === 'holder') expect([id, lock.holds !== undefined]).toEqual([id, true]);
    }
});
