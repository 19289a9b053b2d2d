import { describe, expect, it } from 'vitest';
import { adviseFromKnowledge } from '../../../src/causes/finding/advice.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import type { Daemon } from '../../../src/model/daemon.ts';

const causes = await loadCauses([]);
const cause = causes.find(({ id }) => id === 'dockerd-exec-not-killed-on-client-cancel');

describe('the advice to restart dockerd', () => {
  const restartOf = (daemon: Daemon | undefined): readonly string[] =>
    (cause === undefined ? [] : adviseFromKnowledge(cause, daemon, []))
      .filter(({ id }) => id === 'restart-dockerd')
      .map(({ risk }) => risk);

  it('tells what it does to the containers', () => {
    expect(restartOf({ name: 'dockerd', liveRestore: true })).toEqual(['Low.']);
    expect(restartOf({ name: 'dockerd', liveRestore: false })).toEqual([
      expect.stringMatching(/^High here, because live-restore is off/),
    ]);
  });

  it('says so where that is not known, and counts on the worst', () => {
    for (const daemon of [undefined, { name: 'dockerd' }])
      expect(restartOf(daemon)).toEqual([
        expect.stringMatching(/^High: whether live-restore is on is not known \(docker info/),
      ]);
  });
});
