import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { createLooker, type Looker } from '../../src/watch/looker.ts';
import { ChangingHost } from './changing-host.ts';

const LEAKING = fileURLToPath(new URL('../../examples/kill-wait-18.09.2.tar.gz', import.meta.url));
const CURED = fileURLToPath(new URL('../cases/cured-18.09.2.tar.gz', import.meta.url));
const DUMP = /goroutine\.debug2/;
const COUNT = /goroutine\.debug1/;
const LEAK = 'dockerd-kill-unbounded-wait';

let recording: Host;
let cured: Host;
let host: ChangingHost;
let nowMs: number;
let looker: Looker;

beforeAll(async () => {
  recording = await openRecordedHost(LEAKING);
  cured = await openRecordedHost(CURED);
});
afterAll(async () => {
  await recording.close();
  await cured.close();
});
beforeEach(async () => {
  host = new ChangingHost(recording);
  nowMs = Date.parse('2026-11-24T02:08:59Z');
  looker = await createLooker({
    open: async () => host.open(),
    knowledgeFolders: [],
    intervalMs: 10_000,
    now: () => nowMs,
  });
});

async function lookAfter(seconds: number): ReturnType<Looker['look']> {
  nowMs += seconds * 1000;
  host.asked = [];
  return looker.look();
}

const textOf = async (from: Host, path: string): Promise<string> =>
  Buffer.from(await from.read(path)).toString('utf8');

describe('looking at a host again and again', () => {
  it('finds the same each time', async () => {
    const first = await lookAfter(0);
    const second = await lookAfter(10);
    expect(first.diagnosis.verdict).toBe('leak');
    expect(second.diagnosis).toEqual(first.diagnosis);
    expect(second.booksAtMs).toBe(first.atMs);
  });

  it('counts the goroutines at each look, and asks for the full dump once a minute at most', async () => {
    await lookAfter(0);
    expect(host.take(DUMP)).toHaveLength(2);
    for (let look = 1; look < 6; look++) {
      await lookAfter(10);
      expect(host.asked.filter((path) => COUNT.test(path))).toHaveLength(2);
      expect(host.take(DUMP)).toEqual([]);
    }
    // Only after a minute a dump tells what waits for so long.
    await lookAfter(10);
    expect(host.take(DUMP)).toHaveLength(2);
  });

  it('does not ask for the full dump again while nothing has changed', async () => {
    await lookAfter(0);
    await lookAfter(70);
    for (let look = 0; look < 4; look++) {
      const { diagnosis } = await lookAfter(600);
      expect(host.take(DUMP)).toEqual([]);
      expect(diagnosis.findings.some(({ cause }) => cause === LEAK)).toBe(true);
    }
  });

  it('sees a cure at once, though the dump that it has still shows the leak', async () => {
    await lookAfter(0);
    await lookAfter(70);
    const path = 'pprof/dockerd/goroutine.debug1.txt';
    host.put(/dockerd\/goroutine\.debug1/, await textOf(cured, path));
    const { diagnosis } = await lookAfter(10);
    expect(host.take(DUMP)).toEqual([]);
    expect(diagnosis.daemons.find(({ name }) => name === 'dockerd')?.goroutines).toBe(67);
    expect(diagnosis.findings.find(({ cause }) => cause === LEAK)).toBeUndefined();
    await lookAfter(60);
    expect(host.take(DUMP)).toEqual(['pprof/dockerd/goroutine.debug2.txt']);
  });

  it('reads logs, heap and containers once a minute', async () => {
    const dear = /^(?:logs|docker\/(?:containers|inspect|info|version))|\/heap\./;
    await lookAfter(0);
    expect(host.take(dear).length).toBeGreaterThan(8);
    const { booksAtMs, atMs } = await lookAfter(30);
    expect(host.take(dear)).toEqual([]);
    // Sources of different moments do not balance: the books are those of the last whole look.
    expect(atMs - booksAtMs).toBe(30_000);
    const whole = await lookAfter(40);
    expect(host.take(dear).length).toBeGreaterThan(8);
    expect(whole.booksAtMs).toBe(whole.atMs);
  });

  it('leaves a daemon alone for longer and longer that does not answer', async () => {
    host.silence(/^(?:docker|pprof\/dockerd)\//);
    const asked: number[] = [];
    for (let seconds = 0; seconds < 600; seconds += 10) {
      const look = await lookAfter(10);
      expect(look.silent).toEqual(['dockerd']);
      if (host.take(/^(?:docker|pprof\/dockerd)\//).length > 0) asked.push(seconds);
    }
    expect(asked).toEqual([0, 20, 60, 140, 300]);
  });

  it('asks a daemon as before once it has answered', async () => {
    host.silence(/^(?:docker|pprof\/dockerd)\//);
    await lookAfter(10);
    host.restore();
    expect((await lookAfter(10)).silent).toEqual(['dockerd']);
    expect((await lookAfter(10)).silent).toEqual([]);
    await lookAfter(10);
    expect(host.take(/dockerd\/goroutine\.debug1/)).toHaveLength(1);
  });

  it('leaves one question alone that hangs, because each stays in the daemon', async () => {
    const inspects = /^docker\/inspect-7db26ac60ffd/;
    host.silence(inspects);
    const asked: number[] = [];
    for (let minutes = 0; minutes < 30; minutes++) {
      await lookAfter(61);
      if (host.take(inspects).length > 0) asked.push(minutes);
    }
    expect(asked.length).toBeLessThan(9);
    expect(asked.slice(0, 2)).toEqual([0, 1]);
  });
});
