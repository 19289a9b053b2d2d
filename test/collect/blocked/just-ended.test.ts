import { expect, it } from 'vitest';
import { withoutJustEnded } from '../../../src/collect/blocked/just-ended.ts';
import type { Container } from '../../../src/model/container.ts';
import type { ContainerInit } from '../../../src/model/task.ts';
import { caseOf } from '../case-folder.ts';

const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const CONTAINER: Container = {
  id: ID,
  runtime: 'docker',
  state: 'running',
  initPid: 4711,
  mounts: [],
  evidence: { file: 'docker/containers.json', line: 1, quote: ID },
};
const GONE: ContainerInit = { containerId: ID, pid: 4711, state: 'gone' };

async function kept(answer: string | undefined, live = true, container = CONTAINER): Promise<boolean> {
  const host = await caseOf(answer === undefined ? {} : { [`docker/inspect-${ID}.json`]: answer });
  const inits = await withoutJustEnded({ ...host, live }, [GONE], [container]);
  return inits.includes(GONE);
}

const inspect = (Status: string, Pid: number): string =>
  JSON.stringify({ Id: ID, Name: '/web', State: { Status, Pid }, Config: {} });

it('a container that its runtime now calls exited, removed or started again has just ended', async () => {
  expect(await kept(inspect('exited', 0))).toBe(false);
  expect(await kept(inspect('running', 4999))).toBe(false);
  expect(await kept(undefined)).toBe(false);
});

it('one that is still called running with the same pid has not, nor where the runtime gives no clear answer', async () => {
  expect(await kept(inspect('running', 4711))).toBe(true);
  expect(await kept('{')).toBe(true);
});

it('of a recording nothing is asked again', async () => {
  expect(await kept(inspect('exited', 0), false)).toBe(true);
});

it('a runtime whose inspect hangs is not asked again', async () => {
  const inspectFailure = { file: `docker/inspect-${ID}.error`, line: 1, quote: 'timeout' };
  expect(await kept(inspect('exited', 0), true, { ...CONTAINER, inspectFailure })).toBe(true);
});
