/** Changes as people read them: always with their sign. */
import { formatCount } from './figures.ts';

type FormatFigure = (value: number) => string;

/** `+1 516`, `-3.3 GiB`, `+0`. */
export function formatChange(change: number, format: FormatFigure = formatCount): string {
  return change < 0 ? `-${format(-change)}` : `+${format(change)}`;
}

/** The change in an hour: `+69 800`; whole numbers from ten on. */
export function formatRate(perHour: number, format: FormatFigure = formatCount): string {
  return formatChange(Math.abs(perHour) < 10 ? perHour : Math.round(perHour), format);
}
