import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEGREES, degreeOf } from '../../ui/compare/degree.ts';

type Color = readonly [number, number, number];
type Matrix = readonly [Color, Color, Color];

const IDENTITY: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
// Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
const PROTANOPIA: Matrix = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];
const DEUTERANOPIA: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];
const TRITANOPIA: Matrix = [
  [1.255528, -0.076749, -0.178779],
  [-0.078411, 0.930809, 0.147602],
  [0.004733, 0.691367, 0.3039],
];

describe('the degree of a change', () => {
  it.each([
    [0, 0, 'same'],
    [0, 5, 'new'],
    [5, 0, 'gone'],
    [100, 104, 'same'],
    [100, 150, 'more'],
    [100, 200, 'twice'],
    [150, 100, 'less'],
    [200, 100, 'half'],
  ] as const)('from %d to %d is %s', (before, after, degree) => {
    expect(degreeOf({ before, after })).toBe(degree);
  });

  it('seen from the other side is as far from the middle', () => {
    const place = (before: number, after: number): number =>
      DEGREES.findIndex(({ id }) => id === degreeOf({ before, after })) - 3;
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(place(a, b) + place(b, a)).toBe(0);
      }),
    );
  });
});

describe.each(['light', 'dark'] as const)('its colours, %s', (theme) => {
  const tokens = readFileSync('ui/style/tokens.css', 'utf8');
  const token = (name: string): Color => {
    const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
    return readColor(pair?.[theme === 'light' ? 1 : 2] ?? '');
  };

  it.each(DEGREES.map(({ id }) => id))('%s can be read with text on it', (id) => {
    expect(contrast(token('ink'), token(`degree-${id}`))).toBeGreaterThan(4.5);
  });

  it.each([
    ['any eye', IDENTITY],
    ['protanopia', PROTANOPIA],
    ['deuteranopia', DEUTERANOPIA],
    ['tritanopia', TRITANOPIA],
  ] as const)('tell less from more for %s', (_, vision) => {
    const seen = (id: string): Color => simulate(vision, token(`degree-${id}`));
    for (const [less, more] of [
      ['gone', 'new'],
      ['half', 'twice'],
      ['less', 'more'],
    ] as const)
      expect([less, more, distance(seen(less), seen(more)) > 12]).toEqual([less, more, true]);
  });
});

function readColor(hex: string): Color {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [linear(part(1)), linear(part(3)), linear(part(5))];
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** WCAG 2.2, of linear colours. */
function contrast(one: Color, other: Color): number {
  const [bright = 0, dim = 0] = [one, other]
    .map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
    .sort((a, b) => b - a);
  return bright / dim;
}

/** CIE 1976. */
function distance(one: Color, other: Color): number {
  const [a, b] = [toLab(one), toLab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function toLab([r, g, b]: Color): Color {
  const f = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function simulate([r, g, b]: Matrix, color: Color): Color {
  const row = (of: Color): number =>
    Math.min(1, Math.max(0, of[0] * color[0] + of[1] * color[1] + of[2] * color[2]));
  return [row(r), row(g), row(b)];
}
