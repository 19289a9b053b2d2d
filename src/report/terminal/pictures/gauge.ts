import type { Line, Pen, Tone } from '../pen.ts';

/** How much of a limit is used: `━━╸─────`. Anything but nothing is seen, and so is anything that is left. */
export function renderGauge(pen: Pen, part: number, whole: number, columns: number): Line {
  const ratio = Math.min(1, Math.max(0, part / whole));
  const all = columns * 2;
  const used = Math.round(ratio * all);
  const halves = part <= 0 ? 0 : part >= whole ? all : Math.min(all - 1, Math.max(1, used));
  const bar = '━'.repeat(Math.floor(halves / 2)) + '╸'.repeat(halves % 2);
  return [pen.span(bar, toneOf(ratio)), pen.span('─'.repeat(columns - bar.length), 'dim')];
}

function toneOf(ratio: number): Tone {
  if (ratio >= 0.8) return 'bad';
  return ratio >= 0.5 ? 'warn' : 'good';
}
