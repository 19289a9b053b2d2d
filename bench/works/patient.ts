import { formatBytes, formatCount } from '../../src/wording/figures.ts';
import { askManyTimes } from '../../lab/faults/give-up.ts';
import { findMissing } from '../../lab/rig/requirements.ts';
import { startRig } from '../../lab/rig/rig.ts';
import type { Rig } from '../../lab/rig/rig.ts';
import { startHungContainer } from '../../lab/scenarios/hung-container.ts';
import { deadwait } from '../deadwait.ts';
import { CallLoop } from '../measure/call-loop.ts';
import { median } from '../measure/statistics.ts';
import { timeCommand } from '../measure/time-command.ts';
import { timeChild } from '../measure/time-child.ts';
import type { Table, Work } from '../work.ts';

const FOLDER = '/var/lib/deadwait-bench';
/** A stop without limit leaves two and a descriptor, of which a process may have 20 000 here. */
const GOROUTINES = [1_000, 10_000, 37_000];
const FORMS = [
  ['debug=1', '/debug/pprof/goroutine?debug=1'],
  ['protobuf', '/debug/pprof/goroutine'],
  ['debug=2', '/debug/pprof/goroutine?debug=2'],
] as const;
const RUNS = 3;
const AT_ONCE = 500;
const PATIENCE_MS = 4_000;
/** Somebody who waits for `docker ps` notices. */
const SLOW_MS = 500;

/** What it costs dockerd to be looked at: how long other clients wait meanwhile. */
export const patient: Work = {
  name: 'patient',
  says: 'how long a dockerd makes others wait while it is looked at',
  programs: new Map([
    ['dockerd', 'docker.io'],
    ['busybox', 'busybox-static'],
  ]),
  measure: async ({ quick, says }) => {
    const missing = findMissing(['docker', 'fuse']);
    if (missing.length > 0) return { rows: [], leftOut: [`patient: ${missing.join('; ')}`] };
    const rig = await startRig({ folder: FOLDER });
    try {
      const { container } = await startHungContainer(rig);
      const pauses: string[][] = [];
      const slow: string[][] = [];
      const leftOut: string[] = [];
      for (const wanted of quick ? GOROUTINES.slice(0, 1) : GOROUTINES) {
        says(`until dockerd has ${wanted} goroutines`);
        try {
          await fillUp(rig, container.id, wanted);
          pauses.push(...(await pausesOf(rig)));
          slow.push(await slowCalls(rig));
        } catch (error) {
          leftOut.push(`patient: ${wanted} goroutines: ${String(error)}`);
          break;
        }
      }
      return { rows: [], tables: [pauseTable(pauses), slowTable(slow)], leftOut };
    } finally {
      for (const left of await rig.down()) says(`left behind: ${left}`);
    }
  },
};

/** Asks for more stops until so many wait, with two goroutines each: a busy daemon may not see one before its client gives up. */
async function fillUp(rig: Rig, id: string, wanted: number): Promise<void> {
  const path = `/v1.41/containers/${id}/stop?t=-1`;
  for (let before = -1; ;) {
    const there = await goroutines(rig);
    const missing = Math.ceil((wanted - there) / 2);
    if (missing <= 0) return;
    if (!(there > before)) throw new Error(`dockerd has ${there} goroutines and takes no more stops`);
    before = there;
    const stop = { socket: rig.docker.socket, method: 'POST', path, patienceMs: PATIENCE_MS } as const;
    await askManyTimes(stop, Math.min(missing, AT_ONCE));
  }
}

/** One row for each form of the profile: how long it takes, how large it is, and how long the slowest call waited meanwhile. */
async function pausesOf(rig: Rig): Promise<string[][]> {
  const { socket } = rig.docker;
  const rows: string[][] = [];
  const count = await goroutines(rig);
  rows.push([formatCount(count), 'nothing', '', '', ...(await worstCalls(socket, async () => pause(1000)))]);
  for (const [form, path] of FORMS) {
    const seconds: number[] = [];
    let bytes = 0;
    const worst = await worstCalls(socket, async () => {
      const fetched = await timeChild('', 'fetch', [socket, path], RUNS);
      seconds.push(fetched.medianSeconds);
      bytes = fetched.count;
    });
    rows.push([formatCount(count), form, inMs(median(seconds) * 1000), formatBytes(bytes), ...worst]);
  }
  return rows;
}

/** The worst and the middle wait of `GET /_ping` and `GET /containers/json`, asked for in two loops while `work` runs. */
async function worstCalls(socket: string, work: () => Promise<void>): Promise<string[]> {
  const loops = [new CallLoop(socket, '/_ping'), new CallLoop(socket, '/containers/json')];
  await work();
  const waits = await Promise.all(loops.map((loop) => loop.end()));
  return waits.map((ms) => `${inMs(Math.max(...ms))} (median ${inMs(median(ms))})`);
}

/** What a whole default diagnosis adds to the calls of others. */
async function slowCalls(rig: Rig): Promise<string[]> {
  const { socket } = rig.docker;
  const count = await goroutines(rig);
  const loop = new CallLoop(socket, '/containers/json');
  const { medianSeconds } = await timeCommand(deadwait('diagnose', '--docker-socket', socket), 1);
  const waits = await loop.end();
  const slow = waits.filter((ms) => ms > SLOW_MS);
  const figures = [inMs(medianSeconds * 1000), formatCount(waits.length), inMs(median(waits))];
  return [formatCount(count), ...figures, formatCount(slow.length), inMs(Math.max(...waits))];
}

async function goroutines(rig: Rig): Promise<number> {
  const profile = await rig.docker.text('/debug/pprof/goroutine?debug=1', { deadlineMs: 120_000 });
  return Number(/total (\d+)/.exec(profile)?.[1]);
}

function pauseTable(rows: readonly (readonly string[])[]): Table {
  return {
    title: 'What a profile costs dockerd',
    head: [
      'goroutines',
      'asked for',
      'answered in',
      'size',
      'slowest `GET /_ping`',
      'slowest `GET /containers/json`',
    ],
    rows,
  };
}

function slowTable(rows: readonly (readonly string[])[]): Table {
  return {
    title: 'What a whole default diagnosis costs dockerd',
    head: [
      'goroutines',
      'diagnosis',
      'calls of `GET /containers/json` meanwhile',
      'median',
      'calls above 0.5 s',
      'slowest',
    ],
    rows,
  };
}

function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
