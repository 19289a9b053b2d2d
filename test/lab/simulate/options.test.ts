import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LabFault } from '../../../lab/commands/command.ts';
import { command } from '../../../lab/commands/simulate.ts';
import { readParameters } from '../../../lab/simulate/options.ts';

const read = (options: Readonly<Record<string, string>>) => readParameters(new Map(Object.entries(options)));

test('all stops are shared out among the containers, by the seed', () => {
  const { stops } = read({ stops: '786212', containers: '3' });
  expect(stops.reduce((sum, count) => sum + count, 0)).toBe(786_212);
  expect(read({ stops: '786212', containers: '3' }).stops).toEqual(stops);
  expect(read({ stops: '786212', containers: '3', seed: '2' }).stops).not.toEqual(stops);
});

test('the client gives up after the request time-out or the grace period, whichever is longer', () => {
  expect(read({}).clientTimeoutMs).toBe(120_000);
  expect(read({ grace: '300' }).clientTimeoutMs).toBe(300_000);
  expect(read({ grace: '300', 'client-timeout': '4' }).clientTimeoutMs).toBe(4000);
});

test('a duration is shared out among the stops of each container', () => {
  expect(read({ 'per-container': '10,20', duration: '20m' }).pace).toEqual({
    kind: 'interval',
    meanMs: [120_000, 60_000],
  });
});

test.each([
  { daemon: 'yesterday' },
  { stops: '-1' },
  { stops: '2', containers: '3' },
  { 'per-container': '5,none' },
  { grace: 'long' },
  { duration: '5 weeks' },
  { 'captured-at': 'noon' },
  { seed: '' },
])('%o is refused in one line', (options) => {
  expect(() => read(options)).toThrow(LabFault);
});

test('a daemon that would need more descriptors than it may have is refused, and nothing is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deadwait-simulated-'));
  try {
    const options = new Map(Object.entries({ stops: '300', 'fd-limit': '200', o: join(folder, 'case') }));
    await expect(command.run({ args: [], options, print: () => {} })).rejects.toThrow(/--fd-limit/);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the same history is told with and without the fix', async () => {
  const lines: string[] = [];
  const options = new Map(Object.entries({ stops: '300', 'what-if': 'bounded' }));
  await command.run({ args: [], options, print: (line) => lines.push(line) });
  expect(lines.join('\n')).toMatch(/sockets of stops, at most +300 +[1-3]\n/);
});
