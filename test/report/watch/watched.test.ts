import { describe, expect, it } from 'vitest';
import type { DaemonSummary, Diagnosis } from '../../../src/model/diagnosis.ts';
import { renderFrame } from '../../../src/report/watch/frame.ts';
import { renderLookJson } from '../../../src/report/watch/look-json.ts';
import { renderLookLine } from '../../../src/report/watch/look-line.ts';
import { watchNext, type Watched } from '../../../src/report/watch/watched.ts';
import { displayWidth } from '../../../src/report/terminal/columns.ts';
import { withHostileText } from '../fixtures/hostile.ts';
import { healthy, killWait } from '../fixtures/kill-wait.ts';

const START = Date.parse('2026-11-24T02:08:59Z');
const plain = { color: false, ascii: false };
const intervalMs = 10_000;

function watchAll(diagnoses: readonly Diagnosis[], silent: readonly string[] = []): Watched {
  let watched: Watched | undefined;
  diagnoses.forEach((diagnosis, index) => {
    watched = watchNext(watched, { atMs: START + index * 10_000, diagnosis, booksAtMs: START, silent });
  });
  if (watched === undefined) throw new Error('nothing was looked at');
  return watched;
}

/** The leak after so many looks: twelve more descriptors at each. */
function leakAt(look: number, changed: Partial<DaemonSummary> = {}): Diagnosis {
  const [leak, ...roots] = killWait.findings;
  if (leak === undefined) throw new Error('the fixture has no finding');
  return {
    ...killWait,
    daemons: [
      {
        name: 'dockerd',
        version: '18.09.2',
        pid: 11_412,
        fds: 1571 + look * 12,
        fdLimit: 20_000,
        goroutines: 3078 + look * 24 + (look % 3),
        rssBytes: 141_557_760 + look * 400_000,
        ...changed,
      },
      { name: 'containerd', pid: 11_420, fds: 97, fdLimit: 20_000, goroutines: 99 + ((look * 7) % 3) },
    ],
    findings: [
      { ...leak, counts: { goroutines: 3000 + look * 24, sockets: 1500 + look * 12, bytes: 61_440_000 } },
      ...roots,
    ],
    books: killWait.books.map((entry, index) =>
      index === 0 ? { ...entry, right: 900, balanced: false } : entry,
    ),
  };
}
const forty = Array.from({ length: 40 }, (_, look) => leakAt(look));

describe('a look as a screen', () => {
  it.each([
    { width: 60, ascii: false },
    { width: 80, ascii: true },
    { width: 100, ascii: false },
    { width: 160, ascii: false },
  ])('reads well at $width columns (ASCII: $ascii)', async ({ width, ascii }) => {
    const paper = { width, ascii, color: false };
    await expect(renderFrame(watchAll(forty), { paper, intervalMs })).toMatchFileSnapshot(
      `goldens/leak.${width}${ascii ? '.ascii' : ''}.txt`,
    );
  });

  it('reads well in colour, after a cure', async () => {
    const paper = { width: 100, ascii: false, color: true };
    const watched = watchAll([
      ...forty,
      { ...healthy, daemons: leakAt(0, { fds: 55, goroutines: 67 }).daemons },
    ]);
    await expect(renderFrame(watched, { paper, intervalMs })).toMatchFileSnapshot(
      'goldens/cured.100.color.txt',
    );
  });

  it('says at the first look that there will be others', () => {
    const frame = renderFrame(watchAll([leakAt(0)]), { paper: { ...plain, width: 100 }, intervalMs });
    expect(frame).toContain('first look, then every 10s');
    expect(frame).not.toMatch(/last look|watched|over the looks +\S/);
  });

  it.each([3, 10, 24, 60])('fits into %i lines, and counts those that do not', (rows) => {
    const frame = renderFrame(watchAll(forty), { paper: { ...plain, width: 100 }, rows, intervalMs });
    const whole = renderFrame(watchAll(forty), { paper: { ...plain, width: 100 }, intervalMs });
    const lines = frame.split('\n').length - 1;
    expect(lines).toBe(Math.min(rows, whole.split('\n').length - 1));
    if (frame !== whole) expect(frame).toMatch(/… \d+ more lines; deadwait diagnose tells it all\n$/);
  });

  it.each([40, 57, 80, 100, 133, 200])('keeps within %i columns', (width) => {
    const frame = renderFrame(watchAll(forty, ['dockerd', 'the CRI runtime']), {
      paper: { ...plain, width },
      intervalMs,
    });
    expect(frame.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
  });

  it('lets nothing that a host chose act on the terminal', () => {
    const watched = watchAll([withHostileText(leakAt(0)), withHostileText(leakAt(1)), healthy]);
    for (const shown of [
      renderFrame(watched, { paper: { ...plain, width: 100 }, intervalMs }),
      renderFrame(watchAll([withHostileText(leakAt(0))]), { paper: { ...plain, width: 100 }, intervalMs }),
      renderLookLine(watchAll([withHostileText(leakAt(0))])),
    ])
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('says who does not answer, and does not call gone what that one had shown', () => {
    const watched = watchNext(watchAll([leakAt(0)]), {
      atMs: START + 10_000,
      booksAtMs: START,
      diagnosis: { ...healthy, daemons: leakAt(0).daemons },
      silent: ['dockerd'],
    });
    const frame = renderFrame(watched, { paper: { ...plain, width: 100 }, intervalMs });
    expect(frame).toContain('dockerd does not answer, and is asked less often');
    expect(frame).toContain('○  not seen since 02:09:09: dockerd waits');
  });
});

describe('a watch', () => {
  it('tells the change since the last look and since the first, and the rate', () => {
    const { daemons } = JSON.parse(renderLookJson(watchAll(forty))) as { daemons: { changes: object }[] };
    expect(daemons[0]?.changes).toMatchObject({
      fds: { sinceLast: 12, sinceFirst: 468, perMinute: 72 },
      goroutines: { sinceLast: 22, sinceFirst: 936, perMinute: 144 },
    });
  });

  it('counts anew when a daemon was restarted', () => {
    const watched = watchAll([leakAt(0), leakAt(1), leakAt(2, { pid: 14_000, fds: 40, goroutines: 50 })]);
    expect(renderFrame(watched, { paper: { ...plain, width: 100 }, intervalMs })).toContain(
      'dockerd was restarted: another process since 02:09:19',
    );
    const { daemons } = JSON.parse(renderLookJson(watched)) as { daemons: { changes: object }[] };
    expect(daemons[0]?.changes).toEqual({});
  });

  it('takes a figure that is not known for nothing else', () => {
    const { fds: _unknown, ...unknown } = leakAt(1).daemons[0] ?? { name: 'dockerd' };
    const watched = watchAll([leakAt(0), { ...leakAt(1), daemons: [unknown] }, leakAt(2)]);
    expect(watched.daemons[0]?.figures.fds).toMatchObject({ first: 1571, now: 1595 });
    expect(watched.daemons[0]?.figures.fds?.before).toBeUndefined();
  });

  it('does not grow, however long it lasts', () => {
    let watched: Watched | undefined;
    for (let look = 0; look < 3000; look++) {
      const diagnosis = {
        ...leakAt(look),
        findings: killWait.findings.map((one) => ({ ...one, cause: `${one.cause}-${look}` })),
      };
      watched = watchNext(watched, { atMs: START + look * 10_000, diagnosis, booksAtMs: START, silent: [] });
    }
    const points = watched?.daemons[0]?.figures.fds?.series ?? [];
    expect(points.length).toBeLessThanOrEqual(256);
    expect([points[0], points.at(-1)]).toEqual([
      [START, 1571],
      [START + 2999 * 10_000, 1571 + 2999 * 12],
    ]);
    expect(watched?.departed).toHaveLength(5);
  });

  it('is one short line, or one line of JSON, elsewhere than on a terminal', () => {
    const watched = watchAll(forty);
    expect(renderLookLine(watched)).toBe(
      '2026-11-24 02:15:29 UTC  LEAK  dockerd 2039 descriptors (+12), 4014 goroutines (+22), 150 MiB (+391 KiB); containerd 97 descriptors, 99 goroutines (-2); 3 findings; 2 books out of balance; 1 gap\n',
    );
    const json = renderLookJson(watched);
    expect(json.trimEnd()).not.toContain('\n');
    expect(JSON.parse(json)).toMatchObject({
      schema: 'deadwait/look/v1',
      look: 40,
      at: '2026-11-24T02:15:29.000Z',
    });
  });
});
