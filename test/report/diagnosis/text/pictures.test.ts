import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookEntry, DaemonSummary } from '../../../../src/model/diagnosis.ts';
import type { History } from '../../../../src/report/diagnosis/history/history.ts';
import { renderText } from '../../../../src/report/diagnosis/text.ts';
import { displayWidth } from '../../../../src/report/terminal/columns.ts';
import { createPen, type Line } from '../../../../src/report/terminal/pen.ts';
import { renderBeam } from '../../../../src/report/terminal/pictures/beam.ts';
import { renderGauge } from '../../../../src/report/terminal/pictures/gauge.ts';
import { drawSparkline } from '../../../../src/report/terminal/pictures/sparkline.ts';
import { bookEntry } from '../../fixtures/book-entry.ts';
import { healthy, killWait } from '../../fixtures/kill-wait.ts';

const pen = createPen({ width: 100, color: false, ascii: false });
const shown = (line: Line): string => line.map(({ text }) => text).join('');
const beam = (left: number, right: number, most: number, balanced = left === right): string =>
  shown(renderBeam(pen, { left, right, balanced }, most, 8));

const ROWS: readonly BookEntry[] = [
  row('clients that are gone', 'goroutines that wait', 1500, 1500),
  row('goroutines that wait', 'stops in the log', 1500, 900),
  row('stops in the dump', 'in the logs', 12, 4000),
  row('goroutines that wait', 'stops that kubelet gave up', 1500, 1499),
  bookEntry({
    left: 11_579_392,
    leftOf: 'of bufio',
    right: 12e6,
    rightOf: 'for 1500 connections',
    unit: 'bytes',
    tolerance: 1e6,
  }),
  row('calls', 'answers', 7, 0),
];

function row(leftOf: string, rightOf: string, left: number, right: number): BookEntry {
  return bookEntry({ left, leftOf, right, rightOf, unit: 'count', tolerance: 15 });
}

const DAEMONS: readonly DaemonSummary[] = [
  { name: 'dockerd', version: '18.09.2', pid: 11_412, fds: 18_571, fdLimit: 20_000, goroutines: 37_078 },
  { name: 'containerd', pid: 11_420, fds: 12_000, fdLimit: 20_000, goroutines: 99 },
  { name: 'crio', pid: 12, fds: 40, fdLimit: 1_048_576 },
  { name: 'kubelet', pid: 2086 },
];

const BEGAN = Date.parse('2026-11-24T02:07:43.339Z');
const HISTORY: History = {
  cause: 'dockerd-kill-unbounded-wait',
  unit: 'file descriptors',
  source: 'logs',
  points: Array.from({ length: 40 }, (_, step) => [BEGAN + step * 1900, Math.round((step / 39) ** 2 * 1500)]),
};

describe('the pictures of the text report', () => {
  it.each([
    { width: 60, ascii: false },
    { width: 80, ascii: false },
    { width: 80, ascii: true },
    { width: 160, ascii: false },
  ])('read well at $width columns (ASCII: $ascii)', async ({ width, ascii }) => {
    const diagnosis = { ...killWait, daemons: DAEMONS, books: ROWS };
    await expect(
      renderText(diagnosis, { width, ascii, color: false }, [HISTORY])
        .split('\n')
        .filter((line) => !line.includes('│  ') && line !== '')
        .join('\n'),
    ).toMatchFileSnapshot(`goldens/pictures.${width}${ascii ? '.ascii' : ''}.txt`);
  });

  it('gives way to words where it is narrow', () => {
    for (const width of [40, 50, 60, 79]) {
      const printed = renderText(
        { ...healthy, daemons: DAEMONS, books: ROWS },
        { width, ascii: false, color: false },
      );
      expect(printed).not.toMatch(/[━╸╺╍]/);
    }
  });

  it('draws two bars of the same length where both sides are the same', () => {
    expect(beam(1500, 1500, 3000)).toBe('    ━━━━│━━━━    ');
    expect(beam(3000, 3000, 3000)).toBe('━━━━━━━━│━━━━━━━━');
    expect(beam(0, 0, 3000)).toBe('        │        ');
  });

  it('breaks the part that one side has more', () => {
    expect(beam(3000, 1500, 3000)).toBe('╍╍╍╍━━━━│━━━━    ');
    expect(beam(0, 3000, 3000)).toBe('        │╍╍╍╍╍╍╍╍');
  });

  it('shows what does not balance, however small', () => {
    expect(beam(100, 101, 100_000, false)).toContain('╍');
    expect(beam(100_000, 99_999, 100_000, false)).toContain('╍');
    expect(beam(465, 462, 987, true)).not.toContain('╍');
  });

  it('has beams of one width', () => {
    const count = fc.integer({ min: 0, max: 1e7 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.boolean(),
        fc.constantFrom(5, 8),
        (left, right, more, balanced, arm) => {
          const line = shown(renderBeam(pen, { left, right, balanced }, Math.max(left, right, more, 1), arm));
          expect(displayWidth(line)).toBe(2 * arm + 1);
        },
      ),
    );
  });

  it.each([
    [0, '────────'],
    [1, '╸───────'],
    [5000, '━━──────'],
    [19_999, '━━━━━━━╸'],
    [20_000, '━━━━━━━━'],
    [30_000, '━━━━━━━━'],
  ])('shows %i of 20 000 as %s', (part, gauge) => {
    expect(shown(renderGauge(pen, part, 20_000, 8))).toBe(gauge);
  });

  it('draws a history in equal steps of time, scaled to its most', () => {
    const points = Array.from({ length: 8 }, (_, step) => [step * 10, step * 100] as const);
    expect(drawSparkline(points, 7)).toBe('▂▃▄▄▅▆▇');
    expect(
      drawSparkline(
        [
          [0, 0],
          [50, 3],
          [100, 3],
        ],
        10,
      ),
    ).toBe('    ▇▇▇▇▇▇');
    expect(drawSparkline([], 10)).toBe('');
  });

  it('has as many columns as it was given, whatever the history', () => {
    const points = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6)), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 60 }), (any, columns) => {
        const line = drawSparkline(
          [...any].sort((a, b) => a[0] - b[0]),
          columns,
        );
        expect(line).toMatch(/^[ ▁▂▃▄▅▆▇]*$/);
        expect(line).toHaveLength(columns);
      }),
    );
  });
});
