/** A straight scale from values to places; a range of no width maps to its middle. */
export function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = to - from;
  return (value) =>
    span === 0 ? (start + end) / 2 : Math.round((start + ((value - from) / span) * (end - start)) * 10) / 10;
}

/** Points as a path of straight lines. */
export function linePath(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** `18 500` → `18.5k`, for axes. */
export function shortCount(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  const [value, unit] = count < 1_000_000 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M'];
  return `${value < 100 ? Math.round(value * 10) / 10 : Math.round(value)}${unit}`;
}
