import type { Point } from '../terminal/pictures/sparkline.ts';

/** More points than these say no more to the eye, and a watch may run for weeks. */
const MOST_POINTS = 256;

/** The series with one more point. Where there are too many, every other one of the older points is left out: the whole time stays. */
export function withPoint(series: readonly Point[], point: Point): readonly Point[] {
  const longer = [...series, point];
  if (longer.length <= MOST_POINTS) return longer;
  return longer.filter((_, index) => index % 2 === 0 || index === longer.length - 1);
}
