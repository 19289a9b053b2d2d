import { formatTime } from '../../wording/figures.ts';

/** `, from 02:07:50 to 02:11:03`; empty where the times are not known. */
export function saySpan(fromMs: number | undefined, toMs: number | undefined): string {
  return fromMs === undefined || toMs === undefined ? '' : `, from ${timeOf(fromMs)} to ${timeOf(toMs)}`;
}

function timeOf(ms: number): string {
  return formatTime(new Date(ms).toISOString());
}
